package dev.ballast.policy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a sweep concludes from the ten seconds before it. */
final class SweepTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MS = 1_000_000L;
  private static final EjectionCeiling ANY = new EjectionCeiling(1, false);

  private static EjectionConfig only(SuccessRateRule rule) {
    return EjectionConfig.DEFAULT
        .withSuccessRate(rule)
        .withConsecutiveFailures(EjectionConfig.NOT_IN_A_ROW)
        .withCeiling(ANY);
  }

  private static EjectionConfig only(FailurePercentageRule rule) {
    return EjectionConfig.DEFAULT
        .withFailurePercentage(rule)
        .withConsecutiveFailures(EjectionConfig.NOT_IN_A_ROW)
        .withCeiling(ANY);
  }

  private static EjectionConfig only(LatencyRule rule) {
    return EjectionConfig.DEFAULT
        .withLatency(rule)
        .withConsecutiveFailures(EjectionConfig.NOT_IN_A_ROW)
        .withCeiling(ANY);
  }

  /** Replicas under one ejection, with what was ejected and why. */
  private static final class Fleet implements Ejection.Listener {
    final List<Integer> ejected = new ArrayList<>();
    final List<EjectionReason> reasons = new ArrayList<>();
    final Ejection ejection;

    Fleet(EjectionConfig config, int replicas) {
      ejection = new Ejection(config, replicas, RandomStream.of(1, "jitter"), this);
    }

    @Override
    public void ejected(int replica, EjectionReason reason, long forNanos, long nowNanos) {
      ejected.add(replica);
      reasons.add(reason);
    }

    @Override
    public void returned(int replica, long nowNanos) {}

    /** So many requests to a replica, of which so many succeed, each taking so long. */
    Fleet answers(int replica, int requests, int succeed, long latencyNanos, long now) {
      for (int i = 0; i < requests; i++) {
        ejection.record(replica, i < succeed, latencyNanos, now);
      }
      return this;
    }

    Fleet rates(int requests, int... percents) {
      for (int i = 0; i < percents.length; i++) {
        answers(i, requests, requests * percents[i] / 100, MS, 0);
      }
      return this;
    }

    List<Integer> swept() {
      ejection.advance(10 * SECOND - 1);
      assertThat(ejected).as("nobody before the sweep is due").isEmpty();
      ejection.advance(10 * SECOND);
      return ejected;
    }
  }

  @Test
  void the_threshold_of_success_rates_50_100_100_100_100_is_52() {
    double[] rates = {50, 100, 100, 100, 100};
    assertThat(Sweep.successThreshold(rates, 5, 1.9)).isCloseTo(52, within(1e-9));
  }

  @Test
  void a_success_rate_below_the_threshold_ejects_and_one_above_does_not() {
    Fleet bad = new Fleet(only(SuccessRateRule.DEFAULT), 5).rates(100, 50, 100, 100, 100, 100);
    assertThat(bad.swept()).containsExactly(0);
    assertThat(bad.reasons).containsExactly(EjectionReason.SUCCESS_RATE);
    assertThat(
            new Fleet(only(SuccessRateRule.DEFAULT), 5).rates(100, 60, 60, 100, 100, 100).swept())
        .as("two bad ones hide each other")
        .isEmpty();
  }

  @Test
  void success_rates_need_five_replicas_with_a_hundred_requests() {
    var rule = only(SuccessRateRule.DEFAULT);
    assertThat(new Fleet(rule, 4).rates(100, 0, 100, 100, 100).swept()).isEmpty();
    assertThat(new Fleet(rule, 5).rates(99, 0, 100, 100, 100, 100).swept()).isEmpty();
    assertThat(new Fleet(rule, 5).rates(100, 0, 100, 100, 100, 100).swept()).containsExactly(0);
  }

  @Test
  void one_of_four_can_never_be_1_9_deviations_below_the_mean() {
    assertThat(new SuccessRateRule(1.9, 2, 1).canEjectOneOf(4)).isFalse();
    assertThat(
            new Fleet(only(new SuccessRateRule(1.9, 2, 1)), 4).rates(100, 0, 100, 100, 100).swept())
        .isEmpty();
    assertThat(SuccessRateRule.DEFAULT.canEjectOneOf(5)).isTrue();
    assertThat(new SuccessRateRule(1.7, 2, 1).canEjectOneOf(4)).isTrue();
    assertThat(
            new Fleet(only(new SuccessRateRule(1.7, 2, 1)), 4).rates(100, 0, 100, 100, 100).swept())
        .containsExactly(0);
  }

  @Test
  void a_failure_percentage_of_85_ejects_and_84_does_not() {
    var rule = only(FailurePercentageRule.DEFAULT);
    Fleet fleet = new Fleet(rule, 5).rates(100, 15, 16, 15, 100, 100);
    assertThat(fleet.swept()).containsExactly(0, 2);
    assertThat(fleet.reasons).containsOnly(EjectionReason.FAILURE_PERCENTAGE);
    assertThat(new Fleet(rule, 5).rates(49, 0, 0, 0, 0, 0).swept()).isEmpty();
    assertThat(new Fleet(rule, 4).rates(50, 0, 0, 0, 0).swept()).isEmpty();
  }

  @Test
  void the_worst_goes_first_where_the_ceiling_has_room_for_one() {
    var rule = only(FailurePercentageRule.DEFAULT).withCeiling(new EjectionCeiling(0.2, false));
    assertThat(new Fleet(rule, 5).rates(100, 10, 100, 5, 100, 100).swept()).containsExactly(2);
  }

  @Test
  void each_sweep_judges_what_came_after_the_one_before() {
    Fleet fleet = new Fleet(only(FailurePercentageRule.DEFAULT), 5);
    fleet.rates(40, 0, 0, 0, 0, 0);
    fleet.ejection.advance(10 * SECOND);
    for (int i = 0; i < 5; i++) {
      fleet.answers(i, 40, 0, MS, 11 * SECOND);
    }
    fleet.ejection.advance(20 * SECOND);
    assertThat(fleet.ejected).as("40 and 40 are not 50 in one sweep").isEmpty();
    for (int i = 0; i < 5; i++) {
      fleet.answers(i, 50, 0, MS, 21 * SECOND);
    }
    fleet.ejection.advance(95 * SECOND);
    assertThat(fleet.ejected).as("however late somebody comes").hasSize(5);
  }

  @Test
  void a_replica_five_times_as_slow_as_its_peers_is_ejected_and_twice_as_slow_is_not() {
    for (int factor : new int[] {2, 5}) {
      Fleet fleet = new Fleet(only(LatencyRule.DEFAULT), 5);
      RandomStream random = RandomStream.of(3, "latency");
      for (int i = 0; i < 5; i++) {
        for (int k = 0; k < 50; k++) {
          fleet.answers(i, 1, 1, lognormal(random, 0.8) * (i == 3 ? factor : 1), 0);
        }
      }
      assertThat(fleet.swept()).hasSize(factor == 5 ? 1 : 0).allMatch(i -> i == 3);
      assertThat(fleet.reasons).allMatch(EjectionReason.LATENCY::equals);
    }
  }

  @Test
  void latencies_need_three_replicas_with_fifty_answers() {
    for (int[] given : new int[][] {{2, 50, 0}, {3, 49, 0}, {3, 50, 1}}) {
      Fleet fleet = new Fleet(only(LatencyRule.DEFAULT), given[0]);
      for (int i = 0; i < given[0]; i++) {
        fleet.answers(i, given[1], given[1], i == 1 ? 50 * MS : 5 * MS, 0);
      }
      assertThat(fleet.swept()).hasSize(given[2]);
    }
  }

  @Test
  void a_fleet_of_machines_of_several_speeds_ejects_none_of_them() {
    Fleet fleet = new Fleet(only(LatencyRule.DEFAULT), 6);
    long[] speeds = {2 * MS, 4 * MS, 8 * MS, 16 * MS, 32 * MS, 64 * MS};
    for (int i = 0; i < 6; i++) {
      fleet.answers(i, 100, 100, speeds[i], 0);
    }
    assertThat(fleet.swept()).isEmpty();
  }

  @Test
  void an_answer_without_a_latency_says_nothing_about_speed() {
    Fleet fleet = new Fleet(only(LatencyRule.DEFAULT), 3);
    for (int i = 0; i < 3; i++) {
      fleet.answers(i, 100, 0, i == 0 ? Ejection.NO_LATENCY : MS, 0);
    }
    assertThat(fleet.swept()).isEmpty();
  }

  /**
   * Equal replicas with latencies whose p99 is 33 times the median, in 20,000 sweeps: 10⁵
   * judgements, of which by rule (2) alone 0.03 would be wrong.
   */
  @Test
  void equal_replicas_with_a_heavy_tail_are_never_ejected_for_their_latency() {
    Fleet fleet = new Fleet(only(new LatencyRule(1.01, 3, 50)), 5);
    RandomStream random = RandomStream.of(7, "heavy tail");
    for (int sweep = 0; sweep < 20_000; sweep++) {
      long now = sweep * (10L * SECOND);
      for (int k = 0; k < 50 * 5; k++) {
        fleet.ejection.record(k % 5, true, lognormal(random, 1.5), now);
      }
    }
    assertThat(fleet.ejected).isEmpty();
  }

  @Test
  void one_of_five_that_becomes_slow_is_out_within_two_sweeps_whenever_it_begins() {
    for (int seed = 0; seed < 200; seed++) {
      Fleet fleet = new Fleet(only(LatencyRule.DEFAULT), 5);
      RandomStream random = RandomStream.of(seed, "slow");
      long begins = (long) (random.nextUnit() * 10 * SECOND);
      for (long now = 0; now < 30 * SECOND; now += SECOND / 100) {
        int replica = random.nextInt(5);
        long factor = replica == 4 && now >= begins ? 5 : 1;
        if (!fleet.ejection.isEjected(replica)) {
          fleet.ejection.record(replica, true, factor * lognormal(random, 1), now);
        }
        if (now >= begins + 20 * SECOND) {
          assertThat(fleet.ejected).as("seed %s", seed).containsExactly(4);
        }
      }
    }
  }

  /** The rules as they are written down, on any numbers. */
  @Test
  void the_fast_judgement_of_latencies_is_the_plain_one() {
    for (int seed = 0; seed < 300; seed++) {
      RandomStream random = RandomStream.of(seed, "twins");
      int replicas = 3 + random.nextInt(8);
      LatencyRule rule = new LatencyRule(1.2 + random.nextUnit(), 3, 10);
      Fleet fleet = new Fleet(only(rule), replicas);
      double[][] logs = new double[replicas][];
      for (int i = 0; i < replicas; i++) {
        logs[i] = new double[5 + random.nextInt(40)];
        double speed = random.chance(0.2) ? 1 + 4 * random.nextUnit() : 1;
        for (int k = 0; k < logs[i].length; k++) {
          long latency = (long) (lognormal(random, 0.3) * speed);
          logs[i][k] = Math.round(StrictMath.log((double) latency) * 4096) / 4096.0;
          fleet.ejection.record(i, true, latency, 0);
        }
      }
      assertThat(fleet.swept())
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(PlainLatencies.slow(logs, rule));
    }
  }

  @Test
  void impossible_rules_say_what_is_right() {
    refuses("deviations must be above 0 and at most 100", () -> new SuccessRateRule(0, 5, 100));
    refuses(
        "a success rate is compared among at least 2 replicas", () -> new SuccessRateRule(1, 1, 1));
    refuses("a success rate needs at least 1 request", () -> new SuccessRateRule(1, 2, 0));
    refuses(
        "the threshold must be above 0 % up to 100 %", () -> new FailurePercentageRule(0, 5, 50));
    refuses(
        "a failure percentage needs at least 1 replica", () -> new FailurePercentageRule(1, 0, 1));
    refuses(
        "a failure percentage needs at least 1 request", () -> new FailurePercentageRule(1, 1, 0));
    refuses("a latency factor must be above 1, at most 1000", () -> new LatencyRule(1, 3, 50));
    refuses("latencies are compared among at least 3 replicas", () -> new LatencyRule(3, 2, 50));
    refuses("a mean latency needs at least 10 requests", () -> new LatencyRule(3, 3, 9));
  }

  private static void refuses(String message, Runnable made) {
    assertThatThrownBy(made::run).hasMessage(message);
  }

  /** With a median of 10 ms (Box and Muller). */
  private static long lognormal(RandomStream random, double sigma) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(random.nextUnit()));
    double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextUnit());
    return (long) (10 * MS * StrictMath.exp(sigma * normal));
  }
}
