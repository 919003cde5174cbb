package dev.ballast.guard;

import dev.ballast.kernel.Result;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What an exception or an answer of the guarded code means. Everything follows from it: what the
 * breaker counts ({@link Result#isCalleesFailure}), what may be repeated ({@link
 * Result#isSafeToRetry}), what a fallback replaces.
 *
 * <p>An exception that is classified as {@link Result#OK} is the caller's own mistake, such as a
 * refused argument: it is passed on, counts for the callee and is never repeated or replaced. What
 * a guard throws is not asked about, and an {@link Error} always counts as {@link Result#ERROR} and
 * is never repeated or replaced. What makes the classifier itself throw is an {@link Result#ERROR}.
 */
public interface Outcomes {
  /**
   * Nobody accepted the connection: {@link Result#UNREACHABLE}. A timeout: {@link
   * Result#TIMED_OUT}. Interrupted or cancelled: {@link Result#CANCELLED}. Everything else: {@link
   * Result#ERROR}, which may have had an effect. Every answer is {@link Result#OK}.
   */
  Outcomes USUAL = Outcomes::usual;

  /** What an exception means. */
  Result ofException(Exception thrown);

  /** What an answer means. */
  default Result ofAnswer(@Nullable Object answer) {
    return Result.OK;
  }

  /**
   * How long the callee asked to be left alone, in nanoseconds; 0 where it said nothing.
   *
   * @param answer the answer, or null where there is none
   * @param thrown the exception, or null where there is none
   */
  default long retryAfterNanos(@Nullable Object answer, @Nullable Exception thrown) {
    return 0;
  }

  /**
   * Nobody gets this answer, because it is repeated, replaced or too late: what it holds open is to
   * be closed.
   */
  default void dropped(@Nullable Object answer) {}

  private static Result usual(Exception thrown) {
    return switch (thrown) {
      case ConnectException _, NoRouteToHostException _, UnknownHostException _ ->
          Result.UNREACHABLE;
      case SocketTimeoutException _, TimeoutException _ -> Result.TIMED_OUT;
      case InterruptedException _, CancellationException _ -> Result.CANCELLED;
      default -> Result.ERROR;
    };
  }
}
