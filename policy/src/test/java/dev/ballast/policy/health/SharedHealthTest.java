package dev.ballast.policy.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.PoolChange;
import dev.ballast.kernel.SharedRandomStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds however many threads share a decision. */
final class SharedHealthTest {
  private static final int THREADS = 8;
  private static final int REPLICAS = 7;
  private static final long MS = 1_000_000L;

  @Test
  void threads_never_eject_above_the_ceiling_and_leave_nobody_out_for_ever() throws Exception {
    var config =
        EjectionConfig.consecutive(2, MS, 3 * MS, 0.5)
            .withLatency(LatencyRule.DEFAULT)
            .withFailurePercentage(new FailurePercentageRule(0.3, 1, 10))
            .withInterval(5 * MS);
    AtomicIntegerArray out = new AtomicIntegerArray(REPLICAS);
    AtomicInteger outNow = new AtomicInteger();
    AtomicBoolean isWrong = new AtomicBoolean();
    AtomicInteger ejections = new AtomicInteger();
    Pools pools =
        new Pools(
            CandidateRules.DEFAULT,
            new PoolMap(CandidateRules.DEFAULT, Placement.together(REPLICAS)),
            0,
            new Pools.Listener() {
              @Override
              public void candidate(int replica, boolean value) {}

              @Override
              public void changed(int tier, PoolChange change, long nowNanos) {}
            });
    Ejection ejection =
        new Ejection(
            config,
            REPLICAS,
            new SharedRandomStream(1),
            new Ejection.Listener() {
              @Override
              public void ejected(int replica, EjectionReason reason, long length, long now) {
                ejections.incrementAndGet();
                if (out.getAndSet(replica, 1) != 0 || outNow.incrementAndGet() > 3) {
                  isWrong.set(true);
                }
                pools.set(Pools.Out.EJECTED, replica, true, now);
              }

              @Override
              public void returned(int replica, long now) {
                if (out.getAndSet(replica, 0) != 1) {
                  isWrong.set(true);
                }
                outNow.decrementAndGet();
                pools.set(Pools.Out.EJECTED, replica, false, now);
              }
            });
    AtomicLong clock = new AtomicLong();
    SharedRandomStream random = new SharedRandomStream(2);
    together(
        () -> {
          for (int i = 0; i < 100_000; i++) {
            int replica = random.nextInt(REPLICAS);
            ejection.record(replica, random.chance(0.5), MS, clock.addAndGet(1_000));
            pools.choose(random);
          }
          return null;
        });
    assertThat(isWrong).isFalse();
    assertThat(ejections).hasPositiveValue();
    ejection.advance(clock.get() + 100 * MS); // the last sweep may eject once more
    ejection.advance(clock.get() + 200 * MS);
    assertThat(ejection.ejected()).isZero();
    for (int i = 0; i < REPLICAS; i++) {
      assertThat(ejection.isEjected(i)).isFalse();
      assertThat(pools.isCandidate(i)).isTrue();
    }
  }

  @Test
  void threads_that_raise_weights_leave_everybody_at_full_weight() throws Exception {
    AtomicIntegerArray percent = new AtomicIntegerArray(REPLICAS);
    WarmUp warmUp =
        new WarmUp(
            SlowStart.over(MS), REPLICAS, (i, factor) -> percent.set(i, (int) (100 * factor)));
    AtomicLong clock = new AtomicLong();
    SharedRandomStream random = new SharedRandomStream(2);
    together(
        () -> {
          for (int i = 0; i < 100_000; i++) {
            int replica = random.nextInt(REPLICAS);
            long now = clock.addAndGet(100);
            if (random.chance(0.01)) {
              warmUp.away(replica);
            } else {
              warmUp.succeeded(replica, now);
            }
            warmUp.advance(now);
          }
          return null;
        });
    IntStream.range(0, REPLICAS).forEach(warmUp::away);
    IntStream.range(0, REPLICAS).forEach(i -> warmUp.succeeded(i, clock.get()));
    warmUp.advance(clock.get() + 10 * MS);
    for (int i = 0; i < REPLICAS; i++) {
      assertThat(percent.get(i)).isEqualTo(100);
    }
  }

  private static void together(Callable<Void> work) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<Void>> ended =
          threads.invokeAll(IntStream.range(0, THREADS).mapToObj(_ -> work).toList());
      for (Future<Void> end : ended) {
        end.get();
      }
    }
  }
}
