package dev.ballast.engine;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import org.jspecify.annotations.Nullable;

/** One try of a {@link Call} on one replica. */
public final class Attempt {
  final Call call;
  final int replica;
  final long permit;
  final long sentNanos;

  /** The world's own record of the message; the engine does not look at it. */
  public @Nullable Object carried;

  /**
   * How long the callee asked the caller to stay away, 0 where it did not; set by the world before
   * {@link #answered}.
   */
  public long retryAfterNanos;

  Attempt(Call call, int replica, long permit, long sentNanos) {
    this.call = call;
    this.replica = replica;
    this.permit = permit;
    this.sentNanos = sentNanos;
  }

  /** The edge that is taken. */
  public Plan.EdgePlan edge() {
    return call.path.edge();
  }

  /** Which of the caller's replicas asks. */
  public int callerReplica() {
    return call.path.callerReplica();
  }

  /** Which of the callee's replicas is asked. */
  public int replica() {
    return replica;
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

  /** How much the call matters. */
  public Priority priority() {
    return call.cause.priority();
  }

  /**
   * The deadline to tell the callee; {@code Deadline.NONE} where the edge does not propagate it.
   */
  public long deadlineToTell() {
    return call.path.edge().policy().propagatesDeadline() ? call.deadlineNanos : Long.MAX_VALUE;
  }

  /** The answer, or that there will be none. Ignored when the caller no longer waits. */
  public void answered(Result result, @Nullable Object content) {
    call.attemptAnswered(this, result, content);
  }
}
