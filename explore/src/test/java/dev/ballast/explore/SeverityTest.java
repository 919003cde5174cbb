package dev.ballast.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How big faults are, and how they are turned down. Lengths are 40 s. */
final class SeverityTest {
  private static final SystemModel MODEL =
      new SystemModel(
          "pair",
          new Network(
              List.of("a", "b"), new Distribution.Constant(0), new Distribution.Constant(0)),
          List.of(service("one", 1), service("four", 4)),
          new LinkedHashMap<>(),
          List.of(),
          List.of());
  private static final Severity SEVERITY = new Severity(MODEL, 40 * Units.SECOND);

  private static Service service(String name, int replicas) {
    return new Service(name, replicas, 1, 0, false, false, List.of(), null);
  }

  private static TimedFault for10s(Fault fault) {
    return new TimedFault(5 * Units.SECOND, 10 * Units.SECOND, fault);
  }

  private static double size(Fault fault) {
    return SEVERITY.of(for10s(fault));
  }

  @Test
  void a_fault_is_as_big_as_the_share_of_a_service_it_takes_for_so_long() {
    assertThat(size(new Fault.Crash(new Scope("four", 4)))).isEqualTo(10);
    assertThat(size(new Fault.Crash(new Scope("four", 1)))).isEqualTo(2.5);
    assertThat(size(new Fault.Fails(new Scope("four", 2), 0.5))).isEqualTo(2.5);
    assertThat(size(new Fault.Slow(new Scope("one", 1), 5, null))).isCloseTo(8, within(1e-9));
    assertThat(size(new Fault.Surge(null, 2))).isEqualTo(5);
  }

  @Test
  void a_lost_zone_is_as_big_as_all_that_stands_in_it() {
    assertThat(size(new Fault.ZoneDown("a"))).isEqualTo(15);
    assertThat(size(new Fault.ZoneDown("b"))).isEqualTo(5);
  }

  @Test
  void what_has_no_end_lasts_as_long_as_the_run() {
    Fault crash = new Fault.Crash(new Scope("one", 1));
    assertThat(SEVERITY.of(new TimedFault(30 * Units.SECOND, Experiment.UNTIL_THE_END, crash)))
        .isEqualTo(10);
  }

  @Test
  void every_dial_turns_a_fault_down_and_the_last_step_is_the_smallest() {
    TimedFault fails = for10s(new Fault.Fails(new Scope("four", 3), 0.5));
    List<Dial> dials = Dial.of(fails);
    assertThat(dials).hasSize(3);
    for (Dial dial : dials) {
      double before = 0;
      for (TimedFault weaker : dial.weaker()) {
        double size = SEVERITY.of(weaker);
        assertThat(size).isGreaterThan(before).isLessThan(SEVERITY.of(fails));
        before = size;
      }
    }
  }

  @Test
  void what_is_smallest_has_no_dial_left() {
    TimedFault least = new TimedFault(0, Units.SECOND, new Fault.Fails(new Scope("four", 1), 0.01));
    assertThat(Dial.of(least)).isEmpty();
  }
}
