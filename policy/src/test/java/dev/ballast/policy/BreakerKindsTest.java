package dev.ballast.policy;

import static dev.ballast.policy.BreakerConfig.ofCalls;
import static dev.ballast.policy.BreakerConfig.ofConsecutive;
import static dev.ballast.policy.BreakerScript.OPEN_FOR_MS;
import static dev.ballast.policy.BreakerScript.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.RandomStream;
import dev.ballast.policy.BreakerConfig.Forced;
import dev.ballast.policy.BreakerConfig.Pause;
import org.junit.jupiter.api.Test;

/** Failures in a row, slow calls, growing pauses, the ramp, and breakers that are held. */
final class BreakerKindsTest {
  private static final long MS = 1_000_000;

  @Test
  void opens_after_so_many_failures_in_a_row_and_not_before() {
    var breaker = given(ofConsecutive(7)); // Linkerd's default
    breaker.at(0).fails(6).succeeds(1).fails(6);
    breaker.isClosed();
    breaker.at(1).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_share_and_failures_in_a_row_open_it_whichever_comes_first() {
    var byRow = given(ofCalls(0.5, 20).withConsecutive(3));
    byRow.at(0).succeeds(17).fails(3); // 3 of 20
    byRow.isOpen();
    var byShare = given(ofCalls(0.5, 4).withConsecutive(3));
    byShare.at(0).fails(1).succeeds(1).fails(1).succeeds(1);
    byShare.isOpen();
  }

  @Test
  void failures_in_a_row_begin_anew_when_it_has_closed() {
    var breaker = given(ofConsecutive(3).withProbes(1));
    breaker.at(0).fails(3);
    breaker.at(OPEN_FOR_MS).succeeds(1).fails(2);
    breaker.isClosed();
    breaker.at(OPEN_FOR_MS).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_slow_attempt_is_one_of_the_failures_in_a_row() {
    var breaker = given(ofConsecutive(2).withSlow(200 * MS));
    breaker.at(0).succeedsAfterMs(201).fails(1);
    breaker.isOpen();
  }

  @Test
  void slow_attempts_with_a_share_of_their_own_are_judged_apart_from_failures() {
    var breaker = given(ofCalls(0.5, 4).withSlow(200 * MS, 0.75));
    breaker.at(0).fails(1).succeedsAfterMs(201).succeedsAfterMs(201).succeeds(1);
    breaker.isClosed(); // 1 of 4 failed, 2 of 4 slow
    breaker.at(1).succeedsAfterMs(201); // the failure leaves
    breaker.isOpen();
  }

  @Test
  void an_attempt_that_is_slow_and_fails_counts_as_both() {
    var breaker = given(ofCalls(1, 4).withSlow(200 * MS, 0.5));
    breaker.at(0).succeeds(2).failsAfterMs(201).failsAfterMs(201);
    breaker.isOpen();
  }

  @Test
  void a_slow_probe_has_failed_where_slow_ones_have_a_share_of_their_own_too() {
    var breaker = given(ofCalls(1, 4).withSlow(200 * MS, 0.5).withProbes(1));
    breaker.at(0).fails(4);
    breaker.at(OPEN_FOR_MS).succeedsAfterMs(201);
    breaker.isOpen();
  }

  @Test
  void pauses_double_while_probes_fail_up_to_the_longest() {
    var breaker =
        given(ofConsecutive(1).withProbes(1).withPause(new Pause(1_000 * MS, 5_000 * MS, 0)));
    breaker.at(0).fails(1);
    long at = 0;
    for (long pause : new long[] {1_000, 2_000, 4_000, 5_000, 5_000}) {
      breaker.at(at + pause - 1).refuses();
      at += pause;
      breaker.at(at).fails(1);
    }
  }

  @Test
  void pauses_begin_anew_when_it_has_closed() {
    var breaker =
        given(ofConsecutive(1).withProbes(1).withPause(new Pause(1_000 * MS, 60_000 * MS, 0)));
    breaker.at(0).fails(1);
    breaker.at(1_000).fails(1);
    breaker.at(3_000).succeeds(1).fails(1);
    breaker.at(3_999).refuses();
    breaker.at(4_000).admits();
  }

  @Test
  void jitter_adds_up_to_its_share_and_never_passes_the_longest() {
    Pause linkerd = new Pause(1_000, 60_000, 0.5);
    RandomStream random = RandomStream.of(1, "pauses");
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 10_000; i++) {
      long pause = linkerd.afterRounds(3, random);
      least = Math.min(least, pause);
      most = Math.max(most, pause);
      assertThat(linkerd.afterRounds(100, random)).isEqualTo(60_000);
      assertThat(linkerd.afterRounds(5, random)).isBetween(32_000L, 48_000L);
      assertThat(new Pause(1, 40_000, 0.5).afterRounds(15, random)).isBetween(32_768L, 40_000L);
    }
    assertThat(least).isBetween(8_000L, 8_010L);
    assertThat(most).isBetween(11_990L, 12_000L);
  }

  @Test
  void a_ramp_admits_a_rising_share_from_a_tenth() {
    var breaker = ramping(0, 10_000);
    assertThat(breaker.at(0).admitsOf(100)).as("a tenth at first").isEqualTo(10);
    assertThat(breaker.at(2_500).admitsOf(100)).isEqualTo(25);
    assertThat(breaker.at(5_000).admitsOf(100)).isEqualTo(50);
    assertThat(breaker.at(9_999).admitsOf(100)).isBetween(99, 100);
    breaker.is(BreakerState.RAMPING);
    assertThat(breaker.at(10_000).admitsOf(100)).isEqualTo(100);
    breaker.isClosed();
  }

  @Test
  void the_first_attempt_of_a_ramp_is_admitted() {
    ramping(0, 10_000).at(0).admits();
  }

  @Test
  void a_ramp_opens_by_the_same_rules_and_its_pause_goes_on_growing() {
    var breaker =
        given(
            ofConsecutive(1)
                .withProbes(1)
                .withPause(new Pause(1_000 * MS, 60_000 * MS, 0))
                .withRamp(10_000 * MS));
    breaker.at(0).fails(1);
    breaker.at(1_000).succeeds(1);
    breaker.at(1_000).fails(1);
    breaker.isOpen();
    breaker.at(2_999).refuses();
    breaker.at(3_000).admits();
  }

  @Test
  void answers_to_attempts_of_the_ramp_count_after_it() {
    var breaker = ramping(0, 10_000);
    breaker.at(9_999).starts("late");
    breaker.at(10_000).admits();
    breaker.isClosed();
    breaker.at(10_001).answers("late", false);
    breaker.isOpen();
  }

  @Test
  void the_changes_of_a_ramp_are_told() {
    var breaker = ramping(5_000, 10_000);
    breaker.at(15_000).admits();
    breaker.told(
        "CLOSED -> OPEN at 0",
        "OPEN -> HALF_OPEN at 5000",
        "HALF_OPEN -> RAMPING at 5000",
        "RAMPING -> CLOSED at 15000");
  }

  @Test
  void a_breaker_that_is_forced_open_refuses_for_ever() {
    var breaker = given(BreakerConfig.forcedTo(Forced.OPEN));
    breaker.at(0).refuses();
    breaker.at(1_000_000_000).refuses();
    breaker.is(BreakerState.FORCED_OPEN);
  }

  @Test
  void a_breaker_that_is_forced_closed_admits_whatever_fails() {
    var breaker = given(BreakerConfig.forcedTo(Forced.CLOSED));
    breaker.at(0).fails(1_000_000);
    breaker.is(BreakerState.FORCED_CLOSED);
  }

  @Test
  void an_operator_holds_it_and_lets_it_go() {
    var breaker = given(ofConsecutive(2));
    breaker.at(0).starts("before");
    breaker.at(1).fails(1);
    breaker.at(2).forces(Forced.OPEN).forces(Forced.OPEN).refuses();
    breaker.at(3).forces(Forced.NOT).fails(1);
    breaker.isClosed(); // it has seen one failure since
    breaker.at(4).answers("before", false);
    breaker.isClosed(); // no news
    breaker.at(5).forces(Forced.CLOSED).fails(10);
    breaker.at(6).forces(Forced.NOT).forces(Forced.NOT);
    breaker.told(
        "CLOSED -> FORCED_OPEN at 2",
        "FORCED_OPEN -> CLOSED at 3",
        "CLOSED -> FORCED_CLOSED at 5",
        "FORCED_CLOSED -> CLOSED at 6");
  }

  private static BreakerScript ramping(long atMs, long rampMs) {
    var breaker =
        given(
            ofConsecutive(1)
                .withPause(atMs == 0 ? 1 : atMs * MS)
                .withProbes(1)
                .withRamp(rampMs * MS));
    breaker.at(atMs - (atMs == 0 ? 1 : atMs)).fails(1);
    breaker.at(atMs).succeeds(1);
    breaker.is(BreakerState.RAMPING);
    return breaker;
  }
}
