package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ResponseHead;

/**
 * An answer that is collected before it is given: a small one, so that one which breaks off can
 * still be asked for again; one that fails, since it may be asked for again; one that serves others
 * too. What is larger goes on as it comes; of a failure then only its kind is told.
 */
final class Arrival extends Collector {
  private final Outbound asked;
  private final ResponseHead head;
  private final Result result;

  private final long length;
  private final boolean mayBegin;

  private Arrival(
      Outbound asked,
      ResponseHead head,
      Result result,
      Body.Arriving body,
      int max,
      boolean mayBegin) {
    super(body.source(), max);
    length = body.length();
    this.asked = asked;
    this.head = head;
    this.result = result;
    this.mayBegin = mayBegin;
  }

  /**
   * Collects an answer.
   *
   * @param mayBegin whether one that is too large may go on as it comes
   */
  static void collect(
      Outbound asked, ResponseHead head, Result result, Body.Arriving body, boolean mayBegin) {
    boolean isShared = result.isSuccess() && (asked.wantsWhole() || !mayBegin);
    int max = isShared ? asked.kept().shared() : asked.kept().small();
    new Arrival(asked, head, result, body, max, mayBegin).collect();
  }

  @Override
  void whole(Body.Whole body) {
    asked.ended(Http.meaning(head, body.trailers(), result), Response.of(head, body));
  }

  @Override
  void tooLarge() {
    if (result.isSuccess() && mayBegin) {
      asked.begins(result, Response.of(head, new Body.Arriving(this, length)));
    } else {
      discard();
      asked.ended(result.isSuccess() ? Result.ERROR : result, null);
    }
  }

  @Override
  void brokeOff() {
    asked.ended(Result.LOST, null);
  }
}
