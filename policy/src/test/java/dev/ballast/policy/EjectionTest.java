package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.RandomStream;
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
    "0, 10, 0",
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
    Script ejection =
        new Script(new Ejection.Config(1, 30 * SECOND, 70 * SECOND, 0.5), 2, new Clock());
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
          new Ejection.Config(
              1 + random.nextInt(4), SECOND, (1 + random.nextInt(5)) * SECOND, ceiling);
      Ejection ejection = new Ejection(config, replicas);
      long[] until = new long[replicas];
      long now = 0;
      for (int step = 0; step < 1_000; step++) {
        now += (long) (random.nextUnit() * SECOND / 4);
        int replica = random.nextInt(replicas);
        boolean expected = false;
        for (int i = 0; i < replicas; i++) {
          expected |= ejection.isEjected(i) && now >= until[i];
        }
        assertThat(ejection.anyReturns(now)).as("seed %s, step %s", seed, step).isEqualTo(expected);
        ejection.returns(replica, now);
        long length = ejection.record(replica, random.chance(0.3), now);
        until[replica] = length > 0 ? now + length : until[replica];
        int out = 0;
        for (int i = 0; i < replicas; i++) {
          out += ejection.isEjected(i) ? 1 : 0;
        }
        assertThat(ejection.ejected()).as("seed %s, step %s", seed, step).isEqualTo(out);
        assertThat((double) out).as("seed %s", seed).isLessThanOrEqualTo(ceiling * replicas + 1e-6);
        assertThat(length).isBetween(0L, config.maxNanos());
      }
    }
  }

  @Test
  void an_impossible_configuration_says_what_is_right() {
    refuses("consecutive failures must be at least 1", 0, 1, 1, 0.5);
    refuses("an ejection must last some time", 1, 0, 1, 0.5);
    refuses("the longest ejection must not be below the first", 1, 2, 1, 0.5);
    refuses("the ejection ceiling must be 0 % to 100 %", 1, 1, 1, 1.01);
    refuses("the ejection ceiling must be 0 % to 100 %", 1, 1, 1, Double.NaN);
  }

  private static void refuses(String message, int failures, long base, long max, double ceiling) {
    assertThatThrownBy(() -> new Ejection.Config(failures, base, max, ceiling)).hasMessage(message);
  }

  private static final class Clock {
    long nanos;
  }

  /** What happens to replicas, told in their own words. */
  private record Script(Ejection.Config config, Ejection ejection, Clock clock) {
    Script(int failures, double ceiling, int replicas) {
      this(
          new Ejection.Config(failures, 30 * SECOND, 300 * SECOND, ceiling), replicas, new Clock());
    }

    Script(Ejection.Config config, int replicas, Clock clock) {
      this(config, new Ejection(config, replicas), clock);
    }

    Script at(double seconds) {
      clock.nanos = Math.round(seconds * SECOND);
      return this;
    }

    Script succeeds(int replica) {
      assertThat(ejection.record(replica, true, clock.nanos)).isZero();
      return this;
    }

    Script fails(int replica, int times) {
      for (int i = 0; i < times; i++) {
        ejection.record(replica, false, clock.nanos);
      }
      return this;
    }

    Script returns(int replica) {
      assertThat(ejection.returns(replica, clock.nanos)).isTrue();
      return this;
    }

    Script staysOut(int replica) {
      assertThat(ejection.returns(replica, clock.nanos)).isFalse();
      return this;
    }

    Script isInService(int replica) {
      assertThat(ejection.isEjected(replica)).isFalse();
      return this;
    }

    Script isEjectedFor(int replica, long seconds) {
      assertThat(ejection.isEjected(replica)).isTrue();
      long start = clock.nanos;
      clock.nanos = start + seconds * SECOND - 1;
      staysOut(replica);
      clock.nanos++;
      returns(replica);
      return this;
    }

    /** Replica 0 fails until it is out, for this long, and is back the moment it may be. */
    void ejectedAgainFor(long seconds) {
      for (int i = 1; i < config.consecutiveFailures(); i++) {
        assertThat(ejection.record(0, false, clock.nanos)).isZero();
      }
      assertThat(ejection.record(0, false, clock.nanos)).isEqualTo(seconds * SECOND);
      clock.nanos += seconds * SECOND;
      returns(0);
    }

    void servesFor(double seconds) {
      clock.nanos += Math.round(seconds * SECOND);
      succeeds(0);
    }
  }
}
