package dev.ballast.guardhttp;

import dev.ballast.guard.Outcomes;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What answers and exceptions of HTTP mean.
 *
 * <table>
 *   <caption>Meanings</caption>
 *   <tr><td>below 500</td><td>answered; 429 is above the allowed rate</td></tr>
 *   <tr><td>503</td><td>refused, certainly without effect</td></tr>
 *   <tr><td>502, a broken connection</td><td>lost, may have had an effect</td></tr>
 *   <tr><td>504, a timeout</td><td>timed out, may have had an effect</td></tr>
 *   <tr><td>other from 500</td><td>an error, may have had an effect</td></tr>
 *   <tr><td>no connection</td><td>unreachable, certainly without effect</td></tr>
 * </table>
 *
 * A Ballast proxy says more: {@code x-ballast-refused} marks what certainly had no effect, whatever
 * the status, and {@code x-ballast-failed} what may have had one. Without it a gateway's 504 is not
 * taken for a refusal: it only says that the server behind it was silent.
 */
public final class HttpOutcomes implements Outcomes {
  /** The only one. */
  public static final HttpOutcomes STANDARD = new HttpOutcomes();

  static final String DEGRADED = "x-ballast-degraded";
  static final String REFUSED = "x-ballast-refused";
  static final String FAILED = "x-ballast-failed";
  static final String RETRY_AFTER_MILLIS = "x-ballast-retry-after-ms";
  static final String RETRY_AFTER = "retry-after";

  private HttpOutcomes() {}

  @Override
  public Result ofException(Exception thrown) {
    return switch (thrown) {
      case HttpConnectTimeoutException _, ConnectException _ -> Result.UNREACHABLE;
      case HttpTimeoutException _ -> Result.TIMED_OUT;
      case IOException e when Outcomes.USUAL.ofException(e) == Result.ERROR -> Result.LOST;
      default -> Outcomes.USUAL.ofException(thrown);
    };
  }

  @Override
  public Result ofAnswer(@Nullable Object answer) {
    return answer instanceof HttpResponse<?> response
        ? meaning(response.statusCode(), response.headers())
        : Result.OK;
  }

  private static Result meaning(int status, HttpHeaders headers) {
    if (status < 500) {
      return status == 429
          ? Result.RATE_LIMITED
          : headers.firstValue(DEGRADED).isPresent() ? Result.DEGRADED : Result.OK;
    }
    if (headers.firstValue(FAILED).isPresent()) {
      return Result.ERROR;
    }
    Optional<String> refused = headers.firstValue(REFUSED);
    if (refused.isPresent()) {
      return refused.get().equals("too-late") ? Result.TOO_LATE : Result.SHED;
    }
    return switch (status) {
      case 502 -> Result.LOST;
      case 503 -> Result.SHED;
      case 504 -> Result.TIMED_OUT;
      default -> Result.ERROR;
    };
  }

  @Override
  public long retryAfterNanos(@Nullable Object answer, @Nullable Exception thrown) {
    if (!(answer instanceof HttpResponse<?> response)) {
      return 0;
    }
    Optional<String> millis = response.headers().firstValue(RETRY_AFTER_MILLIS);
    if (millis.isPresent() && millis.get().matches("[0-9]{1,9}(\\.[0-9]{1,6})?")) {
      return Math.min(
          RetryAfter.NANOS_MAX, (long) (Double.parseDouble(millis.get()) * Units.MILLISECOND));
    }
    return response
        .headers()
        .firstValue(RETRY_AFTER)
        .map(value -> RetryAfter.nanos(value, Instant.now()))
        .orElse(0L);
  }

  /** Closes a body that is still being read, so that its connection becomes free. */
  @Override
  public void dropped(@Nullable Object answer) {
    if (answer instanceof HttpResponse<?> response && response.body() instanceof AutoCloseable b) {
      try {
        b.close();
      } catch (Exception e) {
        // nobody reads it, so nothing is lost; the client gives up the connection
      }
    }
  }
}
