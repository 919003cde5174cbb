package dev.ballast.live;

import dev.ballast.engine.Check;
import dev.ballast.engine.Links;
import dev.ballast.engine.Timer;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * A health check on its way to a replica, or its answer on its way back. What is not answered in
 * time is broken off, so that a replica which hangs holds no connections. On its loop.
 */
final class CheckMessage extends Timer implements Outbound {
  private static final Http.Kept KEPT = new Http.Kept(64 << 10, 64 << 10);

  /** One message of no bytes, as gRPC frames it. */
  private static final Body.Whole GRPC_QUESTION = new Body.Whole(new byte[5], Fields.NONE);

  /** What is asked, and which answers are well. */
  record Question(RequestHead head, Body.Whole body, boolean isGrpc) {}

  /** What it waits for. */
  private enum Phase {
    THERE,
    ASKED,
    BACK
  }

  private final LoopWorld world;
  private final Check check;
  private final QuestionWay way;
  private final Question question;
  private Phase phase = Phase.THERE;
  private @Nullable ClientStream stream;
  private boolean isWell;

  CheckMessage(LoopWorld world, Check check, QuestionWay way, Question question) {
    this.world = world;
    this.check = check;
    this.way = way;
    this.question = question;
  }

  /** GET of a path: 200 to 299 is well. */
  static Question get(String path, String host) {
    RequestHead head = new RequestHead("GET", "http", host, path, new Fields(0, 0));
    return new Question(head, Body.NONE, false);
  }

  /** {@code grpc.health.v1.Health/Check} of the whole server: SERVING is well. */
  static Question grpc(String host) {
    Fields fields = new Fields(2, 64);
    fields.add("content-type", "application/grpc");
    fields.add("te", "trailers");
    RequestHead head = new RequestHead("POST", "http", host, GrpcHealth.PATH, fields);
    return new Question(head, GRPC_QUESTION, true);
  }

  void depart() {
    after(way.thereNanos());
  }

  private void after(long nanos) {
    if (nanos != Links.VANISHES) {
      world.start(this, nanos);
    }
  }

  @Override
  public void fires() {
    switch (phase) {
      case THERE -> {
        phase = Phase.ASKED;
        world.start(this, check.timeoutNanos());
        way.go(this);
      }
      case ASKED -> {
        phase = Phase.BACK;
        if (stream != null) {
          stream.cancel();
        }
      }
      case BACK -> check.answered(isWell);
    }
  }

  @Override
  public RequestHead head() {
    return question.head();
  }

  @Override
  public Body body() {
    return question.body();
  }

  @Override
  public boolean isAbandoned() {
    return phase == Phase.BACK;
  }

  @Override
  public void carriedBy(ClientStream carrier) {
    stream = carrier;
  }

  @Override
  public Http.Kept kept() {
    return KEPT;
  }

  @Override
  public boolean wantsWhole() {
    return true;
  }

  @Override
  public void begins(Result result, Response content) {
    throw new IllegalStateException("expected an answer as a whole, found a part of one");
  }

  @Override
  public Result meaning(ResponseHead answer, @Nullable Fields trailers) {
    return answer.status() >= 200 && answer.status() < 300 ? Result.OK : Result.ERROR;
  }

  @Override
  public boolean wantsContent() {
    return question.isGrpc();
  }

  @Override
  public void ended(Result result, @Nullable Response content) {
    if (phase == Phase.ASKED) {
      world.cancel(this);
      phase = Phase.BACK;
      isWell =
          result == Result.OK
              && (!question.isGrpc() || (content != null && GrpcHealth.isServing(content.body())));
      after(way.backNanos());
    }
  }
}
