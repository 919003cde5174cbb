package dev.ballast.policy.rate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import dev.ballast.policy.rate.QuotaPool.Answer;
import dev.ballast.policy.rate.QuotaPool.Question;
import dev.ballast.policy.rate.RateLimit.Scope;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

/** One limit for several replicas, leased in parts. */
final class QuotaTest {
  private static final long MS = 1_000_000L;
  private static final long SECOND = 1_000 * MS;

  /** 100 in a second, leased for a second. */
  private static final RateLimit LIMIT =
      RateLimit.of(new Rate(100, SECOND)).withBurst(10).per(Scope.SERVICE).withLease(SECOND);

  private static final long WHOLE = 100 * QuotaPool.UNITS;

  /** Everybody confirms what they have, until nothing changes any more. */
  private static long[] settled(QuotaPool pool, long... wants) {
    long[] parts = new long[wants.length];
    long[] confirmed = new long[wants.length];
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < wants.length; i++) {
        long now = round * SECOND / 3 + i;
        long seen = round == 0 ? QuotaPool.NOTHING : confirmed[i];
        Answer answer = requireNonNull(pool.lease(new Question(i, wants[i], seen), now));
        parts[i] = answer.units();
        confirmed[i] = answer.grantedNanos();
      }
    }
    return parts;
  }

  @Test
  void parts_are_max_min_fair_by_what_replicas_want() {
    assertThat(settled(new QuotaPool(LIMIT, 3), WHOLE, WHOLE / 5, WHOLE))
        .containsExactly(WHOLE * 2 / 5, WHOLE / 5, WHOLE * 2 / 5);
  }

  @Test
  void what_nobody_wants_is_divided_evenly() {
    assertThat(settled(new QuotaPool(LIMIT, 2), WHOLE / 2, WHOLE / 10))
        .containsExactly(WHOLE * 7 / 10, WHOLE * 3 / 10);
  }

  @Test
  void the_idle_keep_a_tenth_of_an_even_share() {
    assertThat(settled(new QuotaPool(LIMIT, 2), WHOLE, 0))
        .containsExactly(WHOLE * 19 / 20, WHOLE / 20);
  }

  @Test
  void a_part_is_larger_than_even_only_when_the_others_have_confirmed_smaller_ones() {
    QuotaPool pool = new QuotaPool(LIMIT, 2);
    assertThat(pool.lease(new Question(0, WHOLE, QuotaPool.NOTHING), 0))
        .isEqualTo(new Answer(WHOLE / 2, 0));
    assertThat(pool.lease(new Question(1, 0, QuotaPool.NOTHING), 1))
        .isEqualTo(new Answer(WHOLE / 20, 1));
    assertThat(pool.lease(new Question(0, WHOLE, 0), 2)).isEqualTo(new Answer(WHOLE / 2, 2));
    pool.lease(new Question(1, 0, 1), 3);
    assertThat(pool.lease(new Question(0, WHOLE, 2), 4)).isEqualTo(new Answer(WHOLE * 19 / 20, 4));
  }

  @Test
  void a_pool_that_forgot_grants_nothing_until_every_old_lease_has_run_out() {
    QuotaPool pool = new QuotaPool(LIMIT, 2);
    settled(pool, WHOLE, 0);
    pool.forget(10 * SECOND);
    assertThat(pool.lease(new Question(0, WHOLE, 0), 11 * SECOND - 1)).isNull();
    assertThat(pool.lease(new Question(0, WHOLE, 0), 11 * SECOND))
        .isEqualTo(new Answer(WHOLE / 2, 11 * SECOND));
  }

  @Test
  void a_replica_has_an_even_share_before_its_first_lease_and_after_its_last() {
    QuotaLease lease = new QuotaLease(LIMIT, 2, 0);
    assertThat(granted(lease, 0, SECOND)).isEqualTo(5 + 49);
    lease.leased(new Answer(WHOLE, 7), SECOND, SECOND);
    assertThat(granted(lease, SECOND, 2 * SECOND)).isBetween(99L, 101L);
    assertThat(granted(lease, 2 * SECOND, 4 * SECOND)).isBetween(99L, 101L);
  }

  @Test
  void a_small_part_is_kept_until_leases_granted_meanwhile_have_run_out() {
    QuotaLease lease = new QuotaLease(LIMIT, 2, 0);
    lease.leased(new Answer(WHOLE / 10, 0), 0, 0);
    granted(lease, 0, SECOND);
    assertThat(granted(lease, SECOND, 2 * SECOND)).isBetween(9L, 11L);
    assertThat(granted(lease, 2 * SECOND, 3 * SECOND)).isBetween(49L, 51L);
  }

  @Test
  void an_answer_that_is_older_than_one_already_here_or_too_old_changes_nothing() {
    QuotaLease lease = new QuotaLease(LIMIT, 2, 0);
    lease.leased(new Answer(WHOLE / 10, 20), 0, 0);
    lease.leased(new Answer(WHOLE, 10), 0, 0);
    lease.leased(new Answer(WHOLE, 30), 0, SECOND);
    granted(lease, 0, SECOND / 2);
    assertThat(granted(lease, SECOND / 2, 3 * SECOND / 2)).isBetween(9L, 11L);
  }

  @Test
  void a_larger_part_brings_no_permits_of_its_own() {
    QuotaLease lease = new QuotaLease(LIMIT, 10, 0);
    assertThat(lease.tryTake(0)).isZero();
    assertThat(lease.tryTake(0)).isPositive();
    lease.leased(new Answer(WHOLE, 0), 0, 0);
    assertThat(lease.tryTake(0)).isPositive();
    assertThat(lease.tryTake(10 * MS)).isZero();
  }

  private static long granted(QuotaLease lease, long from, long to) {
    long granted = 0;
    for (long now = from; now < to; now += MS / 10) {
      granted += lease.tryTake(now) == 0 ? 1 : 0;
    }
    return granted;
  }

  @Test
  void threads_that_use_a_lease_while_it_changes_get_no_more_than_its_largest_part_allows()
      throws Exception {
    for (int round = 0; round < 10; round++) {
      QuotaLease lease = new QuotaLease(LIMIT, 1, 0);
      RateLimiterTest.Taking taking =
          now -> {
            if (now % (SECOND / 10) == 0) {
              lease.leased(new Answer(WHOLE / 2 + now % 7 * 1_000, now), now, now);
            }
            return lease.tryTake(now);
          };
      assertThat(RateLimiterTest.grantedToThreads(taking, 2 * SECOND)).isBetween(80L, 10 + 201L);
    }
  }

  /** Late and lost messages, clocks of different origins, a pool that forgets. */
  @Test
  void replicas_together_never_get_more_than_burst_and_rate_allow_whatever_is_lost() {
    for (long seed = 0; seed < 60; seed++) {
      new Fleet(seed).runs(30 * SECOND);
    }
  }

  @Test
  void a_fleet_that_can_reach_its_pool_uses_what_is_allowed_however_unequal_its_load() {
    Fleet fleet = new Fleet(0, 4, 0, 2 * MS);
    fleet.demand[0] = 300;
    fleet.runs(30 * SECOND);
    assertThat(fleet.granted).isBetween(2_700L, 3_014L);
  }

  /** Replicas with their leases, a pool, and messages between them. */
  private static final class Fleet {
    private record Event(long at, long order, Runnable what) {}

    final RandomStream random;
    final int replicas;
    final double lossOfAll;
    final long delayMax;
    final QuotaPool pool;
    final QuotaLease[] leases;
    final long[] clocks;
    final double[] demand;
    final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
    final boolean changes;
    long order;
    long now;
    long granted;
    double least;

    Fleet(long seed) {
      this(
          seed,
          1 + RandomStream.of(seed, "size").nextInt(6),
          RandomStream.of(seed, "loss").nextUnit(),
          (long) (SECOND * RandomStream.of(seed, "delay").nextUnit()),
          true);
    }

    Fleet(long seed, int replicas, double loss, long delayMax) {
      this(seed, replicas, loss, delayMax, false);
    }

    private Fleet(long seed, int replicas, double loss, long delayMax, boolean changes) {
      this.replicas = replicas;
      lossOfAll = loss;
      this.delayMax = delayMax;
      this.changes = changes;
      random = RandomStream.of(seed, "fleet");
      pool = new QuotaPool(LIMIT, replicas);
      leases = new QuotaLease[replicas];
      clocks = new long[replicas];
      demand = new double[replicas];
      for (int i = 0; i < replicas; i++) {
        clocks[i] = random.nextLong() >> 8;
        leases[i] = new QuotaLease(LIMIT, replicas, clocks[i]);
      }
    }

    void at(long time, Runnable what) {
      events.add(new Event(time, order++, what));
    }

    void send(Runnable what) {
      if (!random.chance(lossOfAll)) {
        at(now + (long) (delayMax * random.nextUnit()), what);
      }
    }

    void runs(long end) {
      for (int i = 0; i < replicas; i++) {
        int replica = i;
        asks(replica);
        requests(replica);
      }
      if (changes) {
        at(random.nextInt(20) * SECOND, () -> pool.forget(now));
        changeDemand();
      }
      while (now < end) {
        Event next = events.remove();
        now = next.at();
        next.what().run();
      }
    }

    void changeDemand() {
      demand[random.nextInt(replicas)] = 400 * random.nextUnit() * random.nextUnit();
      at(now + (long) (SECOND * random.nextUnit()), this::changeDemand);
    }

    void asks(int replica) {
      QuotaLease lease = leases[replica];
      long asked = now + clocks[replica];
      Question question = lease.question(replica, asked);
      send(
          () -> {
            Answer answer = pool.lease(question, now);
            if (answer != null) {
              send(() -> lease.leased(answer, asked, now + clocks[replica]));
            }
          });
      at(now + lease.askEveryNanos(), () -> asks(replica));
    }

    void requests(int replica) {
      if (demand[replica] > 0 && leases[replica].tryTake(now + clocks[replica]) == 0) {
        granted++;
        double allowed = now / (double) LIMIT.rate().intervalNanos();
        least = Math.min(least, granted - 1 - allowed);
        assertThat(granted - allowed - least).isLessThanOrEqualTo(LIMIT.burst() + replicas + 1e-6);
      }
      double gap = SECOND / Math.max(demand[replica], 1) * 2 * random.nextUnit();
      at(now + (long) gap, () -> requests(replica));
    }
  }
}
