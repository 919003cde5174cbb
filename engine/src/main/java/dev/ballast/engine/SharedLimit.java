package dev.ballast.engine;

import dev.ballast.kernel.Units;
import dev.ballast.policy.rate.QuotaLease;
import dev.ballast.policy.rate.QuotaPool;
import dev.ballast.policy.rate.RateLimit;
import org.jspecify.annotations.Nullable;

/**
 * A replica's part of a limit that its service has as a whole. The pool is kept by the first
 * replica; questions and answers take the time of the network, and are lost where either side is
 * down. A replica asks from its first request on and as long as requests come. When the first
 * replica comes back from a crash, its pool has forgotten everything. Belongs to its replica's
 * thread.
 */
final class SharedLimit extends Timer implements RateGate {
  private static final int POOL = 0;

  /** So long after the last request a replica goes on asking. */
  private static final long ASKS_ON_NANOS = Units.MINUTE;

  private final Replica replica;
  private final QuotaPool pool;
  private final RateLimit limit;
  private final int replicas;
  private @Nullable QuotaLease lease;
  private boolean isAsking;
  private long lastRequestNanos;

  SharedLimit(Replica replica, RateLimit limit, int replicas) {
    this.replica = replica;
    this.limit = limit;
    this.replicas = replicas;
    pool = new QuotaPool(limit, replicas);
  }

  @Override
  public long tryTake(Request request, long nowNanos) {
    lastRequestNanos = nowNanos;
    QuotaLease held = lease(nowNanos);
    long wait = held.tryTake(nowNanos);
    if (!isAsking) {
      isAsking = true;
      fires();
    }
    return wait;
  }

  private QuotaLease lease(long now) {
    if (lease == null) {
      lease = new QuotaLease(limit, replicas, now);
    }
    return lease;
  }

  /** Asks for a part, and again after a while. */
  @Override
  public void fires() {
    long now = replica.world().nowNanos();
    QuotaLease held = lease(now);
    isAsking = now - lastRequestNanos < ASKS_ON_NANOS;
    if (!isAsking) {
      return;
    }
    replica.world().start(this, held.askEveryNanos());
    if (!replica.isDown()) {
      QuotaPool.Question question = held.question(replica.index(), now);
      tell(POOL, keeper -> keeper.asked(question, now));
    }
  }

  /** The pool is asked; its answer goes back with the time at which it was asked for. */
  private void asked(QuotaPool.Question question, long askedNanos) {
    QuotaPool.Answer answer =
        replica.isDown() ? null : pool.lease(question, replica.world().nowNanos());
    if (answer != null) {
      tell(question.replica(), asker -> asker.answered(answer, askedNanos));
    }
  }

  private void answered(QuotaPool.Answer answer, long askedNanos) {
    if (!replica.isDown()) {
      long now = replica.world().nowNanos();
      lease(now).leased(answer, askedNanos, now);
    }
  }

  /** The replica that kept the pool is back after a crash. */
  void restored() {
    pool.forget(replica.world().nowNanos());
  }

  private interface Message {
    void arrives(SharedLimit at);
  }

  private void tell(int to, Message message) {
    if (to == replica.index()) {
      message.arrives(this);
      return;
    }
    replica
        .world()
        .wire()
        .tell(
            replica.service(),
            replica.index(),
            to,
            sibling -> {
              SharedLimit there = sibling.sharedLimit();
              if (there != null) {
                message.arrives(there);
              }
            });
  }
}
