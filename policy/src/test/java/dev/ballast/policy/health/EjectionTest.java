package dev.ballast.policy.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.EjectionReason;
import dev.ballast.kernel.RandomStream;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ejection after 5 failures in a row for 30 s, at most 300 s, unless a test says otherwise. */
final class EjectionTest {
  private static final long SECOND = 1_000_000_000L;

  private static Script given(double ceiling, int replicas) {
    return new Script(5, ceiling, replicas);
  }

  @Test
  void the_fifth_failure_in_a_row_ejects() {
    Script ejection = given(0.5, 3);
    ejection.at(1).fails(0, 4).isInService(0);
    ejection.at(1).fails(0, 1).isEjectedFor(0, 30);
  }

  @Test
  void a_success_starts_the_row_again() {
    Script ejection = given(0.5, 3);
    ejection.at(1).fails(0, 4).succeeds(0).fails(0, 4).isInService(0);
    ejection.at(1).fails(0, 1).isEjectedFor(0, 30);
  }

  @Test
  void replicas_are_counted_apart() {
    Script ejection = given(0.5, 3);
    ejection.at(1).fails(0, 4).fails(1, 4).succeeds(2).fails(0, 1);
    ejection.at(1).isEjectedFor(0, 30).isInService(1).isInService(2);
  }

  @Test
  void an_ejected_replica_returns_when_its_time_is_over_and_not_before() {
    Script ejection = given(0.5, 3);
    ejection.at(1).fails(0, 5);
    ejection.at(30.999_999_999).staysOut(0);
    ejection.at(31).returns(0).isInService(0).staysOut(0); // it returns once
  }

  @Test
  void stragglers_of_an_ejected_replica_count_for_nothing() {
    Script ejection = given(0.5, 3);
    ejection.at(1).fails(0, 5).fails(0, 50);
    ejection.at(31).returns(0).fails(0, 4).isInService(0);
    ejection.at(31).fails(0, 1).isEjectedFor(0, 60);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 9, 0", // Envoy's default never protects a small set
    "0.1, 10, 1",
    "0.5, 1, 0",
    "0.5, 2, 1",
    "0.5, 3, 1",
    "0.5, 4, 2",
    "0.29, 100, 29", // 0.29 · 100 is 28.999999999999996
    "1, 10, 10",
  })
  void no_more_replicas_are_out_than_the_ceiling_allows(double ceiling, int replicas, int out) {
    Script ejection = given(ceiling, replicas);
    for (int i = 0; i < replicas; i++) {
      ejection.at(1).fails(i, 5);
    }
    assertThat(ejection.ejection.ejected()).isEqualTo(out);
  }

  @Test
  void a_replica_that_the_ceiling_spared_goes_with_its_next_failure_when_there_is_room() {
    Script ejection = given(0.5, 2);
    ejection.at(1).fails(0, 5).fails(1, 5).isInService(1);
    ejection.at(31).returns(0).fails(1, 1).isEjectedFor(1, 30);
  }

  @Test
  void each_ejection_lasts_one_base_longer_up_to_the_maximum() {
    Script ejection = given(0.5, 2);
    for (int n = 1; n <= 9; n++) {
      ejection.ejectedAgainFor(30L * n);
    }
    ejection.ejectedAgainFor(300);
    ejection.ejectedAgainFor(300);
  }

  @Test
  void a_maximum_between_two_multiples_of_the_base_is_kept() {
    Script ejection = new Script(EjectionConfig.consecutive(1, 30 * SECOND, 70 * SECOND, 0.5), 2);
    ejection.ejectedAgainFor(30);
    ejection.ejectedAgainFor(60);
    ejection.ejectedAgainFor(70);
    ejection.ejectedAgainFor(70);
  }

  @Test
  void every_10_s_in_service_forgive_one_ejection() {
    Script ejection = given(0.5, 2);
    ejection.ejectedAgainFor(30);
    ejection.ejectedAgainFor(60);
    ejection.ejectedAgainFor(90);
    ejection.servesFor(19.999_999_999); // one forgiven: two are left
    ejection.ejectedAgainFor(90);
    ejection.servesFor(20); // two forgiven: one is left
    ejection.ejectedAgainFor(60);
    ejection.servesFor(1_000);
    ejection.ejectedAgainFor(30);
  }

  @Test
  void forgiveness_begins_from_the_longest_ejection_however_often_it_was_repeated() {
    Script ejection = given(0.5, 2);
    for (int n = 1; n <= 50; n++) {
      ejection.ejectedAgainFor(Math.min(300, 30L * n));
    }
    ejection.servesFor(20); // of 10 counted ejections 8 are left
    ejection.ejectedAgainFor(270);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e9, -20, 0, 1e9})
  void the_first_ejection_lasts_the_base_wherever_the_clock_begins(double seconds) {
    Script ejection = given(0.5, 3);
    ejection.at(seconds).fails(0, 5).isEjectedFor(0, 30);
  }

  /** Any answers at any times: the count is right and the ceiling holds. */
  @Test
  void never_more_than_the_ceiling_is_out_whatever_happens() {
    for (long seed = 0; seed < 200; seed++) {
      RandomStream random = RandomStream.of(seed, "ejection");
      int replicas = 1 + random.nextInt(12);
      double ceiling = random.nextUnit();
      var config =
          EjectionConfig.consecutive(
              1 + random.nextInt(4), SECOND, (1 + random.nextInt(5)) * SECOND, ceiling);
      long[] until = new long[replicas];
      boolean[] isOut = new boolean[replicas];
      Ejection ejection =
          new Ejection(
              config,
              replicas,
              random,
              new Ejection.Listener() {
                @Override
                public void ejected(int replica, EjectionReason reason, long length, long now) {
                  assertThat(length).isBetween(SECOND, config.term().maxNanos());
                  assertThat(isOut[replica]).isFalse();
                  isOut[replica] = true;
                  until[replica] = now + length;
                }

                @Override
                public void returned(int replica, long now) {
                  assertThat(isOut[replica]).isTrue();
                  assertThat(now).isGreaterThanOrEqualTo(until[replica]);
                  isOut[replica] = false;
                }
              });
      long now = 0;
      for (int step = 0; step < 1_000; step++) {
        now += (long) (random.nextUnit() * SECOND / 4);
        int replica = random.nextInt(replicas);
        ejection.record(replica, random.chance(0.3), SECOND, now);
        int out = 0;
        for (int i = 0; i < replicas; i++) {
          assertThat(ejection.isEjected(i)).as("seed %s, step %s", seed, step).isEqualTo(isOut[i]);
          assertThat(isOut[i] && now >= until[i]).as("nobody stays out too long").isFalse();
          out += isOut[i] ? 1 : 0;
        }
        assertThat(ejection.ejected()).as("seed %s, step %s", seed, step).isEqualTo(out);
        assertThat((double) out).as("seed %s", seed).isLessThanOrEqualTo(ceiling * replicas + 1e-6);
      }
    }
  }

  @Test
  void one_of_several_may_always_be_out_where_that_is_chosen_and_one_of_one_never() {
    var config =
        EjectionConfig.DEFAULT
            .withCeiling(new EjectionCeiling(0.1, true))
            .withConsecutiveFailures(1);
    for (int replicas : new int[] {1, 2, 3, 9, 19}) {
      Script ejection = new Script(config, replicas);
      for (int i = 0; i < replicas; i++) {
        ejection.at(1).fails(i, 1);
      }
      assertThat(ejection.ejection.ejected()).as("%s", replicas).isEqualTo(replicas == 1 ? 0 : 1);
    }
  }

  @Test
  void jitter_makes_an_ejection_longer_by_less_than_itself() {
    var config =
        EjectionConfig.DEFAULT
            .withConsecutiveFailures(1)
            .withTerm(new EjectionTerm(30 * SECOND, 300 * SECOND, 10 * SECOND));
    Script ejection = new Script(config, 100);
    for (int i = 0; i < 50; i++) {
      ejection.at(1).fails(i, 1);
      assertThat(ejection.seen.lastLength).isBetween(30 * SECOND, 40 * SECOND - 1);
    }
    assertThat(ejection.seen.lengths).hasSizeGreaterThan(45);
  }

  @Test
  void an_impossible_configuration_says_what_is_right() {
    refuses("consecutive failures must be at least 1", 0, 1, 1, 0.5);
    refuses("an ejection must last some time", 1, 0, 1, 0.5);
    refuses("the longest ejection must not be below the first", 1, 2, 1, 0.5);
    refuses("the ejection ceiling must be 0 % to 100 %", 1, 1, 1, 1.01);
    refuses("the ejection ceiling must be 0 % to 100 %", 1, 1, 1, Double.NaN);
    refuses("a ceiling of 0 % ejects nobody: raise it, or let at least one be ejected", 1, 1, 1, 0);
    assertThatThrownBy(() -> EjectionConfig.DEFAULT.withConsecutiveFailures(0))
        .hasMessage("an ejection needs at least one reason to eject");
    assertThatThrownBy(() -> EjectionConfig.DEFAULT.withInterval(0))
        .hasMessage("sweeps must be some time apart");
    assertThatThrownBy(() -> new EjectionTerm(1, 1, -1))
        .hasMessage("the jitter of an ejection must not be negative");
  }

  private static void refuses(String message, int failures, long base, long max, double ceiling) {
    assertThatThrownBy(() -> EjectionConfig.consecutive(failures, base, max, ceiling))
        .hasMessage(message);
  }

  /** What was told, and the time. */
  private static final class Seen implements Ejection.Listener {
    final Set<Long> lengths = new HashSet<>();
    final Set<Integer> returned = new HashSet<>();
    long lastLength;
    long nanos;

    @Override
    public void ejected(int replica, EjectionReason reason, long forNanos, long nowNanos) {
      assertThat(reason).isEqualTo(EjectionReason.CONSECUTIVE_FAILURES);
      lastLength = forNanos;
      lengths.add(forNanos);
    }

    @Override
    public void returned(int replica, long nowNanos) {
      returned.add(replica);
    }
  }

  /** What happens to replicas, told in their own words. */
  private record Script(EjectionConfig config, Ejection ejection, Seen seen) {
    Script(int failures, double ceiling, int replicas) {
      this(EjectionConfig.consecutive(failures, 30 * SECOND, 300 * SECOND, ceiling), replicas);
    }

    Script(EjectionConfig config, int replicas) {
      this(config, replicas, new Seen());
    }

    Script(EjectionConfig config, int replicas, Seen seen) {
      this(config, new Ejection(config, replicas, RandomStream.of(1, "jitter"), seen), seen);
    }

    Script at(double seconds) {
      seen.nanos = Math.round(seconds * SECOND);
      return this;
    }

    Script succeeds(int replica) {
      ejection.record(replica, true, 0, seen.nanos);
      return this;
    }

    Script fails(int replica, int times) {
      for (int i = 0; i < times; i++) {
        ejection.record(replica, false, 0, seen.nanos);
      }
      return this;
    }

    Script returns(int replica) {
      assertThat(isBack(replica)).isTrue();
      return this;
    }

    Script staysOut(int replica) {
      assertThat(isBack(replica)).isFalse();
      return this;
    }

    private boolean isBack(int replica) {
      seen.returned.clear();
      ejection.advance(seen.nanos);
      return seen.returned.contains(replica);
    }

    Script isInService(int replica) {
      assertThat(ejection.isEjected(replica)).isFalse();
      return this;
    }

    Script isEjectedFor(int replica, long seconds) {
      assertThat(ejection.isEjected(replica)).isTrue();
      long start = seen.nanos;
      seen.nanos = start + seconds * SECOND - 1;
      staysOut(replica);
      seen.nanos++;
      returns(replica);
      return this;
    }

    /** Replica 0 fails until it is out, for this long, and is back the moment it may be. */
    void ejectedAgainFor(long seconds) {
      fails(0, config.consecutiveFailures() - 1).isInService(0).fails(0, 1);
      assertThat(ejection.isEjected(0)).isTrue();
      assertThat(seen.lastLength).isEqualTo(seconds * SECOND);
      seen.nanos += seconds * SECOND;
      returns(0);
    }

    void servesFor(double seconds) {
      seen.nanos += Math.round(seconds * SECOND);
      succeeds(0);
    }
  }
}
