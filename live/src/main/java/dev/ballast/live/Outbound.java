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
  /** What an answer means to whoever asked. */
  default Result meaning(int status, Fields fields) {
    return Http.meaning(status, fields);
  }

  /** Whether the answer's fields and body are wanted, or just what it means. */
  boolean wantsContent();

  /** The answer says not to come again before so much time has passed; {@link #ended} follows. */
  default void toldToStayAway(long nanos) {}

  /** The answer, or why there is none. Called once, unless the stream was told to cancel. */
  void ended(Result result, @Nullable Response content);

  /** How many bytes an answer may have that is wanted whole. */
  int answerMax();

  @Override
  default void answered(ResponseHead head, Body body) {
    switch (body) {
      case Body.Whole whole -> complete(head, whole);
      case Body.Arriving(var source, _) ->
          source.to(
              new Collector(source, answerMax()) {
                @Override
                void whole(Body.Whole whole) {
                  complete(head, whole);
                }

                @Override
                void tooLarge() {
                  Outbound.this.ended(Result.ERROR, null);
                }

                @Override
                public void broken() {
                  super.broken();
                  Outbound.this.ended(Result.LOST, null);
                }
              });
    }
  }

  private void complete(ResponseHead head, Body.Whole body) {
    Result result = meaning(head.status(), head.fields());
    if (result == Result.RATE_LIMITED || result == Result.SHED) {
      toldToStayAway(Context.retryAfterNanos(head.fields()));
    }
    boolean isContent = wantsContent() && !Http.isOurs(head.fields());
    ended(result, isContent ? new Response(head.status(), head.fields(), body) : null);
  }

  @Override
  default void failed(Failure failure) {
    ended(
        switch (failure) {
          case UNREACHABLE -> Result.UNREACHABLE;
          case LOST -> Result.LOST;
          case BROKEN -> Result.ERROR; // it may have had an effect
        },
        null);
  }
}
