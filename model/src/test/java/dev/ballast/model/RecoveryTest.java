package dev.ballast.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Span;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When users may expect a system to have recovered. Times are in the unit of the test: 1. */
final class RecoveryTest {
  private static final Fault CRASH = new Fault.Crash(new Scope("catalog", 1));
  private static final Fault RELEASE = new Fault.Release(new Scope("catalog", 1), "v2", 1, 1);

  private static List<Span> recovered(long within, TimedFault... faults) {
    return new Experiment("x", 0, 100, List.of(), List.of(faults), List.of()).recovered(within);
  }

  private static TimedFault crash(long at, long lasts) {
    return new TimedFault(at, lasts, CRASH);
  }

  @Test
  void without_a_fault_it_is_all_the_measured_time() {
    assertThat(recovered(10)).containsExactly(new Span(0, 100));
  }

  @Test
  void it_begins_so_long_after_the_end_of_a_fault_and_lasts_to_the_end() {
    assertThat(recovered(10, crash(20, 30))).containsExactly(new Span(60, 100));
  }

  @Test
  void the_calm_before_the_first_fault_has_nothing_to_recover_from() {
    assertThat(recovered(10, crash(90, 5))).isEmpty();
  }

  @Test
  void a_later_fault_interrupts_it() {
    assertThat(recovered(10, crash(0, 10), crash(40, 10)))
        .containsExactly(new Span(20, 40), new Span(60, 100));
  }

  @Test
  void a_short_fault_within_a_long_one_ends_nothing() {
    assertThat(recovered(10, crash(0, 60), crash(20, 10))).containsExactly(new Span(70, 100));
  }

  @Test
  void there_is_none_when_a_fault_lasts_to_the_end() {
    assertThat(recovered(10, crash(20, Experiment.UNTIL_THE_END))).isEmpty();
    assertThat(recovered(10, crash(20, 70))).isEmpty();
    assertThat(recovered(10, crash(20, 69))).containsExactly(new Span(99, 100));
  }

  @Test
  void a_release_is_over_when_it_is_rolled_back() {
    TimedFault release = new TimedFault(10, Experiment.UNTIL_THE_END, RELEASE);
    TimedFault rollback =
        new TimedFault(40, Experiment.UNTIL_THE_END, new Fault.Rollback("catalog"));
    assertThat(recovered(10, release)).isEmpty();
    assertThat(recovered(10, release, rollback)).containsExactly(new Span(50, 100));
  }
}
