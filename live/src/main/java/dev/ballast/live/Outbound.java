package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way out whose answer is a {@link Result}, with a {@link Response} where that is
 * wanted. Belongs to the pool's loop.
 */
interface Outbound extends ClientExchange {
  /**
   * What an answer means to whoever asked.
   *
   * @param trailers null while they have not come
   */
  default Result meaning(ResponseHead head, @Nullable Fields trailers) {
    return Http.meaning(head, trailers);
  }

  /** Whether the answer's fields and body are wanted, or just what it means. */
  boolean wantsContent();

  /** Whether the answer is of use only as a whole. */
  default boolean wantsWhole() {
    return false;
  }

  /** How many bytes of an answer are kept, and of which. */
  Http.Kept kept();

  /** The answer says not to come again before so much time has passed; {@link #ended} follows. */
  default void toldToStayAway(long nanos) {}

  /**
   * A successful answer has begun, and its body goes on by itself.
   *
   * @param result what it means if it does not break off
   */
  void begins(Result result, Response content);

  /** The answer, or why there is none. Called once, unless the stream was told to cancel. */
  void ended(Result result, @Nullable Response content);

  @Override
  default void answered(ResponseHead head, Body body) {
    Result result = meaning(head, body instanceof Body.Whole whole ? whole.trailers() : null);
    if (result == Result.RATE_LIMITED || result == Result.SHED) {
      toldToStayAway(Context.retryAfterNanos(head.fields()));
    }
    boolean isContent = wantsContent() && !Http.isOurs(head.fields());
    switch (body) {
      case Body.Whole _ -> ended(result, isContent ? Response.of(head, body) : null);
      case Body.Arriving arriving when !isContent -> arriving.source().to(new Drain(this, result));
      case Body.Arriving arriving -> {
        boolean isSmall = arriving.length() >= 0 && arriving.length() <= kept().small();
        if (result.isSuccess() && !wantsWhole() && !isSmall) {
          begins(result, Response.of(head, body));
        } else {
          Arrival.collect(this, head, result, arriving, true);
        }
      }
    }
  }

  @Override
  default void failed(Failure failure) {
    ended(
        switch (failure) {
          case UNREACHABLE -> Result.UNREACHABLE;
          case LOST -> Result.LOST;
          case BROKEN -> Result.ERROR; // it may have had an effect
          case WITHDRAWN -> Result.CANCELLED;
        },
        null);
  }
}
