package dev.ballast.live;

import dev.ballast.engine.Replica;
import dev.ballast.engine.Request;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerStream;
import dev.ballast.live.routing.Changed;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RepeatTree;
import org.jspecify.annotations.Nullable;

/**
 * A request that arrived over HTTP: what the engine sees of it, and, being its own content, what is
 * passed on to a real program.
 */
final class Inbound implements Request {
  final ServerStream stream;

  /** Who takes it. */
  final Desk desk;

  final RequestHead head;
  Body body;

  /** The body, where it is passed on while it arrives. */
  private @Nullable Repeatable repeatable;

  /** The answer that has begun; null until one has. */
  private @Nullable Response begun;

  int endpoint;
  long deadlineNanos = Deadline.NONE;
  long key = NO_KEY;
  Priority priority = Priority.NORMAL;

  /** How long whoever asked is to stay away; 0 when nobody said. */
  long retryAfterNanos;

  private int repeatsLeft = RepeatTree.UNBOUNDED;

  /** Whether whoever asked lent them, and gets back what is left. */
  private boolean areLent;

  /** When it arrived. */
  final long begunNanos = System.nanoTime();

  /** What was answered; 0 until then, and where the connection was broken off instead. */
  int status;

  /** How long the answer's body is; −1 where that is not known. */
  long bytes;

  /** Why it failed, where its answer says no more than that; null where nothing is known. */
  @Nullable String cause;

  /** Attempts that were sent for it, and whom the last one asked; −1 for nobody. */
  int attempts;

  int callee = -1;
  int calleeReplica;

  @Nullable CharSequence id;

  /** What its route makes of its address; null for nothing. */
  @Nullable Changed changed;

  /** Whether its route says that answers are open-ended. */
  boolean isStream;

  /** What its body may have. */
  long bodyMax = Long.MAX_VALUE;

  /** Who serves it; known once it is served. */
  @Nullable Replica replica;

  /** What is observed of it, where it is a user's. */
  @Nullable Visit visit;

  /** Whether it is passed on as it is, rather than asking for an endpoint by name. */
  boolean isPassedOn;

  /** What the next hop is told of who asked. */
  Forwarding forwarding = Forwarding.APPENDS;

  /** Whether it only asks how the replica is. */
  boolean isProbe;

  /** Whether it only asks whether the replica is well. */
  boolean isHealthCheck;

  /** Whether a program asked its own sidecar, which then says even that an answer was lost. */
  boolean fromProgram;

  /** The call that it became, while a program waits for it. */
  SidecarDesk.@Nullable Asked asked;

  /** Whether it was refused while its body arrived: what is answered otherwise goes nowhere. */
  boolean isRefused;

  /** Whether it is with the desk, which has to hear when whoever asked has gone. */
  boolean isTaken;

  Inbound(ServerStream stream, Desk desk) {
    this.stream = stream;
    this.desk = desk;
    head = stream.head();
    body = stream.body();
    isGrpc = Grpc.isGrpc(head.fields());
  }

  /** Whether it is told of failures by {@code grpc-status}. */
  final boolean isGrpc;

  /** Answers on the stream. */
  void respond(ResponseHead answer, Body content) {
    status = answer.status();
    bytes =
        switch (content) {
          case Body.Whole whole -> whole.bytes().length;
          case Body.Arriving arriving -> arriving.length();
        };
    stream.answer(answer, content);
  }

  /** Whether it came to a gateway rather than to a service. */
  boolean isFromUser() {
    return forwarding == Forwarding.REPLACES;
  }

  boolean isHead() {
    return head.method().equals("HEAD");
  }

  @Override
  public int endpoint() {
    return endpoint;
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public long key() {
    return key;
  }

  @Override
  public @Nullable Object likeness() {
    return Likeness.of(this);
  }

  @Override
  public Priority priority() {
    return priority;
  }

  @Override
  public void retryAfter(long nanos) {
    retryAfterNanos = nanos;
  }

  @Override
  public int repeatsLeft() {
    return repeatsLeft;
  }

  @Override
  public void setRepeatsLeft(int repeats) {
    repeatsLeft = repeats;
  }

  /** Takes over the repeats that came with the request. */
  void lend(int repeats) {
    repeatsLeft = repeats;
    areLent = true;
  }

  /** What the answer is to give back of them. */
  int repeatsBack() {
    return areLent ? Math.max(0, repeatsLeft) : 0;
  }

  @Override
  public Object content() {
    return this;
  }

  /** Passes the body on while it arrives, keeping so much of it for a repeat. */
  void passesBodyOn(Body.Arriving arriving, int keptMax) {
    repeatable = new Repeatable(arriving, keptMax);
  }

  /** The body for one who is asked. */
  Body bodyToSend() {
    return repeatable == null ? body : repeatable.body();
  }

  @Override
  public boolean isRepeatable() {
    return repeatable == null || repeatable.isWhole();
  }

  @Override
  public boolean isWhole() {
    return repeatable == null;
  }

  @Override
  public boolean begins(Object content) {
    if (!isPassedOn || isRefused || !(content instanceof Response response)) {
      return false;
    }
    begun = response;
    Answers.begin(this, response);
    repeatsLeft = Math.min(repeatsLeft, 0); // what was left has gone back
    return true;
  }

  @Override
  public void answer(Result result, @Nullable Object content) {
    isTaken = false;
    if (visit != null) {
      visit.ended(result, begun == null ? content : begun);
    }
    if (isRefused) {
      return;
    }
    cause = content instanceof Result why ? Http.word(why) : null;
    if (begun != null) {
      if (!result.isSuccess()) {
        breakOff(isBroken(result) || (content instanceof Result why && isBroken(why)));
      }
    } else if (result == Result.LOST && !fromProgram) {
      breakOff(true);
    } else {
      Answers.give(this, result, content);
    }
    desk.ended(this, result);
    repeatsLeft = Math.min(repeatsLeft, 0); // what was left has gone back
  }

  /** Whether an answer that had begun did not come to its end. */
  private static boolean isBroken(Result result) {
    return result == Result.LOST || result == Result.CANCELLED;
  }

  /**
   * Breaks the answer off, unless all of it was given.
   *
   * @param isBroken whether it is known to have broken off already
   */
  private void breakOff(boolean isBroken) {
    if (stream.abort() || isBroken) {
      status = 0;
      bytes = -1;
    }
  }

  @Override
  public void truncate(Result result, @Nullable Object content) {
    isTaken = false;
    if (visit != null) {
      visit.ended(Result.LOST, null);
    }
    if (isRefused) {
      return;
    }
    if (begun != null) {
      breakOff(true);
    } else {
      Answers.truncate(this, result, content);
    }
    desk.ended(this, Result.LOST);
  }
}
