package dev.ballast.policy;

import static dev.ballast.policy.BreakerConfig.ofTime;
import static dev.ballast.policy.BreakerScript.OPEN_FOR_MS;
import static dev.ballast.policy.BreakerScript.given;
import static dev.ballast.policy.BreakerScript.opensAt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import org.junit.jupiter.api.Test;

/** The breaker's specification; every script opens for 5 s unless it says otherwise. */
final class BreakerTest {
  private static final long MS = 1_000_000;

  @Test
  void a_new_breaker_is_closed_and_admits() {
    var breaker = given(opensAt(50, 20));
    breaker.at(0).admits();
    breaker.isClosed();
  }

  @Test
  void opens_when_the_share_is_reached_and_not_before() {
    var breaker = given(opensAt(50, 20));
    breaker.at(0).succeeds(11).fails(9);
    breaker.isClosed(); // 9 of 20
    breaker.at(1).fails(1); // a success leaves the window: 10 of 20
    breaker.isOpen();
  }

  @Test
  void a_share_that_binary_fractions_miss_is_reached_all_the_same() {
    var breaker = given(opensAt(7, 100)); // 0.07 · 100 is 7.000000000000001
    breaker.at(0).succeeds(93).fails(6);
    breaker.isClosed();
    breaker.at(1).fails(1);
    breaker.isOpen();
  }

  @Test
  void is_not_judged_before_it_has_seen_enough_calls() {
    var breaker = given(opensAt(50, 20));
    breaker.at(0).fails(19);
    breaker.isClosed();
    breaker.at(1).fails(1);
    breaker.isOpen();
  }

  @Test
  void is_judged_when_a_success_completes_the_window() {
    var breaker = given(opensAt(50, 20));
    breaker.at(0).fails(10).succeeds(9);
    breaker.isClosed();
    breaker.at(1).succeeds(1);
    breaker.isOpen();
  }

  @Test
  void a_share_of_100_percent_needs_every_call_to_fail() {
    var breaker = given(opensAt(100, 5));
    breaker.at(0).fails(4).succeeds(1).fails(4);
    breaker.isClosed();
    breaker.at(1).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_tiny_share_needs_at_least_one_failure() {
    var breaker = given(opensAt(0.000_000_1, 5));
    breaker.at(0).succeeds(50);
    breaker.isClosed();
    breaker.at(1).fails(1);
    breaker.isOpen();
  }

  @Test
  void counts_the_last_calls_only() {
    var breaker = given(opensAt(50, 4));
    breaker.at(0).fails(1).succeeds(3); // 1 of 4
    breaker.at(1).fails(1); // the old failure leaves: 1 of 4
    breaker.isClosed();
    breaker.at(2).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_window_of_time_forgets_what_is_older() {
    var breaker = given(ofTime(0.5, 4, 10_000 * MS));
    breaker.at(0).fails(3);
    breaker.at(10_000).fails(3); // the first three are ten slices old
    breaker.isClosed();
    breaker.at(10_001).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_window_of_time_remembers_nine_tenths_of_it() {
    var breaker = given(ofTime(0.5, 4, 10_000 * MS));
    breaker.at(0).fails(3);
    breaker.at(9_999).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_window_of_time_holds_any_number_of_calls() {
    var breaker = given(ofTime(0.5, 4, 10_000 * MS));
    breaker.at(0).succeeds(1_000);
    breaker.at(5_000).fails(999);
    breaker.isClosed();
    breaker.at(5_001).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_call_slower_than_the_limit_has_failed() {
    var breaker = given(opensAt(50, 4).withSlow(200 * MS));
    breaker.at(0).succeedsAfterMs(200).succeedsAfterMs(200).succeedsAfterMs(200);
    breaker.at(0).succeedsAfterMs(200);
    breaker.isClosed();
    breaker.at(1).succeedsAfterMs(201).succeedsAfterMs(201);
    breaker.isOpen();
  }

  @Test
  void an_open_breaker_refuses_until_its_pause_ends() {
    var breaker = given(opensAt(100, 3).withProbes(1));
    breaker.at(10).fails(3);
    breaker.at(10).refuses();
    breaker.at(10 + OPEN_FOR_MS - 1).refuses();
    breaker.isOpen();
    breaker.at(10 + OPEN_FOR_MS).admits();
    breaker.isHalfOpen();
  }

  @Test
  void a_half_open_breaker_admits_its_probes_and_no_more() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(3));
    breaker.at(OPEN_FOR_MS).admits(3);
    breaker.at(OPEN_FOR_MS).refuses();
    breaker.at(OPEN_FOR_MS + OPEN_FOR_MS - 1).refuses();
  }

  @Test
  void closes_when_all_probes_have_succeeded() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(3));
    breaker.at(OPEN_FOR_MS).succeeds(2);
    breaker.isHalfOpen();
    breaker.at(OPEN_FOR_MS).succeeds(1);
    breaker.isClosed();
  }

  @Test
  void a_closed_breaker_starts_from_an_empty_window() {
    var breaker = openSince(0, opensAt(50, 4).withProbes(1));
    breaker.at(OPEN_FOR_MS).succeeds(1);
    breaker.at(OPEN_FOR_MS).fails(3);
    breaker.isClosed();
    breaker.at(OPEN_FOR_MS).fails(1);
    breaker.isOpen();
  }

  @Test
  void one_failed_probe_opens_it_for_another_pause() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(3));
    breaker.at(OPEN_FOR_MS).succeeds(1);
    breaker.at(OPEN_FOR_MS + 100).fails(1);
    breaker.isOpen();
    breaker.at(2 * OPEN_FOR_MS + 99).refuses();
    breaker.at(2 * OPEN_FOR_MS + 100).admits();
  }

  @Test
  void a_slow_probe_has_failed() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(1).withSlow(200 * MS));
    breaker.at(OPEN_FOR_MS).succeedsAfterMs(201);
    breaker.isOpen();
  }

  @Test
  void a_straggler_from_before_the_trip_carries_no_news() {
    var breaker = given(opensAt(100, 3).withProbes(1));
    breaker.at(0).starts("before");
    breaker.at(10).fails(3);
    breaker.at(20).answers("before", true);
    breaker.isOpen();
    breaker.at(10 + OPEN_FOR_MS).starts("probe");
    breaker.at(10 + OPEN_FOR_MS).answers("before", false);
    breaker.isHalfOpen();
    breaker.at(10 + OPEN_FOR_MS).answers("probe", true);
    breaker.isClosed();
    breaker.at(10 + OPEN_FOR_MS).answers("before", false);
    breaker.at(10 + OPEN_FOR_MS).fails(2);
    breaker.isClosed(); // the straggler is not in the window
  }

  @Test
  void a_second_probe_that_answers_after_the_first_has_failed_carries_no_news() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(2));
    breaker.at(OPEN_FOR_MS).starts("first");
    breaker.at(OPEN_FOR_MS).starts("second");
    breaker.at(OPEN_FOR_MS).answers("first", false);
    breaker.at(OPEN_FOR_MS + 1).answers("second", false);
    breaker.at(2 * OPEN_FOR_MS).admits(); // the pause was not prolonged
  }

  @Test
  void a_forgotten_probe_makes_room_for_another() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(1));
    breaker.at(OPEN_FOR_MS).starts("probe");
    breaker.at(OPEN_FOR_MS).refuses();
    breaker.at(OPEN_FOR_MS).forgets("probe");
    breaker.at(OPEN_FOR_MS).succeeds(1);
    breaker.isClosed();
  }

  @Test
  void each_forgotten_probe_makes_room_for_one() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(3));
    breaker.at(OPEN_FOR_MS).starts("forgotten");
    breaker.at(OPEN_FOR_MS).admits(2);
    breaker.at(OPEN_FOR_MS).forgets("forgotten");
    breaker.at(OPEN_FOR_MS).admits();
    breaker.at(OPEN_FOR_MS).refuses();
  }

  @Test
  void a_probe_of_the_pause_before_makes_no_extra_room_when_it_is_forgotten() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(1));
    breaker.at(OPEN_FOR_MS).starts("first");
    breaker.at(2 * OPEN_FOR_MS).starts("second");
    breaker.at(2 * OPEN_FOR_MS).forgets("second");
    breaker.at(2 * OPEN_FOR_MS).forgets("first");
    breaker.at(2 * OPEN_FOR_MS).admits();
    breaker.at(2 * OPEN_FOR_MS).refuses();
  }

  @Test
  void probes_that_succeeded_before_it_opened_again_do_not_count() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(3));
    breaker.at(OPEN_FOR_MS).succeeds(2).fails(1);
    breaker.at(2 * OPEN_FOR_MS).succeeds(2);
    breaker.isHalfOpen();
    breaker.at(2 * OPEN_FOR_MS).succeeds(1);
    breaker.isClosed();
  }

  @Test
  void a_call_forgotten_while_closed_does_not_count() {
    var breaker = given(opensAt(100, 3));
    breaker.at(0).starts("call");
    breaker.at(0).fails(2);
    breaker.at(0).forgets("call");
    breaker.isClosed();
    breaker.at(0).fails(1);
    breaker.isOpen();
  }

  @Test
  void a_straggler_forgotten_while_half_open_makes_no_room() {
    var breaker = given(opensAt(100, 3).withProbes(1));
    breaker.at(0).starts("before");
    breaker.at(0).fails(3);
    breaker.at(OPEN_FOR_MS).admits();
    breaker.at(OPEN_FOR_MS).forgets("before");
    breaker.at(OPEN_FOR_MS).refuses();
  }

  @Test
  void probes_that_never_answer_make_room_after_another_pause() {
    var breaker = openSince(0, opensAt(100, 3).withProbes(2));
    breaker.at(OPEN_FOR_MS).starts("lost");
    breaker.at(OPEN_FOR_MS).starts("late");
    breaker.at(2 * OPEN_FOR_MS - 1).refuses();
    breaker.at(2 * OPEN_FOR_MS).starts("next");
    breaker.isHalfOpen();
    breaker.at(2 * OPEN_FOR_MS).answers("late", true);
    breaker.at(2 * OPEN_FOR_MS).answers("next", true);
    breaker.isClosed();
  }

  @Test
  void every_change_is_told_once_with_its_time() {
    var breaker = given(opensAt(100, 3).withProbes(1));
    breaker.at(10).fails(3);
    breaker.at(20).refuses();
    breaker.at(10 + OPEN_FOR_MS).fails(1);
    breaker.at(10 + 2 * OPEN_FOR_MS).succeeds(1);
    breaker.told(
        "CLOSED -> OPEN at 10",
        "OPEN -> HALF_OPEN at 5010",
        "HALF_OPEN -> OPEN at 5010",
        "OPEN -> HALF_OPEN at 10010",
        "HALF_OPEN -> CLOSED at 10010");
  }

  @Test
  void a_pause_that_no_clock_reaches_the_end_of_never_ends() {
    var breaker =
        new Breaker(
            BreakerConfig.ofCalls(1, 1).withPause(Long.MAX_VALUE),
            RandomStream.of(1, "breaker"),
            (_, _, _) -> {});
    breaker.record(breaker.tryAdmit(1), false, 0, 1);
    assertThat(breaker.tryAdmit(1L << 60)).isEqualTo(Breaker.REFUSED);
  }

  private static BreakerScript openSince(long ms, BreakerConfig config) {
    var breaker = given(config);
    breaker.at(ms).fails(config.callsMin());
    breaker.isOpen();
    return breaker;
  }
}
