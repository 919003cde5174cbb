package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.observation.AttemptKind;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RepeatTree;
import org.jspecify.annotations.Nullable;

/** One try of a {@link Call} on one replica. */
public final class Attempt {
  final Call call;
  final AttemptKind kind;
  final int replica;
  final long permit;
  final long sentNanos;
  final int repeatsLent;

  /** The attempt of the same call that was in flight before this one was sent. */
  @Nullable Attempt next;

  /** The world's own record of the message; the engine does not look at it. */
  public @Nullable Object carried;

  /**
   * How long the callee asked the caller to stay away, 0 where it did not; set by the world before
   * {@link #answered}.
   */
  public long retryAfterNanos;

  /** How many of the repeats lent came back; set by the world before {@link #answered}. */
  public int repeatsBack;

  Attempt(Call call, AttemptKind kind, int replica, long permit, long sentNanos, int repeatsLent) {
    this.call = call;
    this.kind = kind;
    this.replica = replica;
    this.permit = permit;
    this.sentNanos = sentNanos;
    this.repeatsLent = repeatsLent;
  }

  /** When it is given up; {@link Deadline#NONE} for never. */
  long limitNanos() {
    return Deadline.earlier(
        call.deadlineNanos, sentNanos, call.path.policy().retry().perAttemptNanos());
  }

  /** The edge that is taken. */
  public Plan.EdgePlan edge() {
    return call.path.edge();
  }

  /** The number of the edge that is taken. */
  public int edgeIndex() {
    return call.path.index();
  }

  /** The number of the service that is asked. */
  public int callee() {
    return edge().callee();
  }

  /** Which of the caller's replicas asks. */
  public int callerReplica() {
    return call.path.callerReplica();
  }

  /** Which of the callee's replicas is asked. */
  public int replica() {
    return replica;
  }

  /** Which replica is asked, of those of all services in the order of the file. */
  public int replicaOfAll() {
    return call.path.calleesFirst() + replica;
  }

  /** Which of the callee's endpoints is asked. */
  public int endpoint() {
    return call.endpoint;
  }

  /** What is carried for a real program, or null. */
  public @Nullable Object content() {
    return call.cause.content();
  }

  /** What the call is about, or {@link Request#NO_KEY}. */
  public long key() {
    return call.cause.key();
  }

  /** Whether the request is a copy of another, whose answer nobody waits for. */
  public boolean isMirrored() {
    return call.cause.isMirrored();
  }

  /** How much the call matters. */
  public Priority priority() {
    return call.cause.priority();
  }

  /**
   * Repeats that the calls below it may make; {@link RepeatTree#UNBOUNDED} where nobody bounds
   * them.
   */
  public int repeatsLent() {
    return repeatsLent;
  }

  /**
   * The deadline to tell the callee; {@code Deadline.NONE} where the edge does not propagate it.
   */
  public long deadlineToTell() {
    return call.path.policy().propagatesDeadline() ? call.deadlineNanos : Long.MAX_VALUE;
  }

  /** Whether the answer serves others too, and so is to be collected before {@link #answered}. */
  public boolean wantsWhole() {
    return call.caller.wantsWhole();
  }

  /**
   * The answer has begun, and its content goes on by itself: it is not repeated any more, and other
   * attempts of the call are given up. {@link #answered} follows when it has ended, without
   * content.
   *
   * @param isOpenEnded whether it lasts for as long as both sides like, such as a WebSocket or a
   *     stream of events: no timeout holds from now on
   * @return whether somebody takes it; else the world stops it, or collects it for {@link
   *     #answered} where the caller still waits
   */
  public boolean begun(Object content, boolean isOpenEnded) {
    return call.attemptBegun(this, content, isOpenEnded);
  }

  /**
   * Whoever took the answer that had begun does not want the rest: the attempt ends with no word
   * against the callee.
   */
  public void unwanted() {
    call.attemptUnwanted(this);
  }

  /**
   * The request broke off while it was sent, since whoever asked withdrew it: the call ends with no
   * word against the callee, and is not repeated.
   */
  public void withdrawn() {
    call.attemptWithdrawn(this);
  }

  /** The answer, or that there will be none. Ignored when the caller no longer waits. */
  public void answered(Result result, @Nullable Object content) {
    call.attemptAnswered(this, result, content);
  }
}
