package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Cpu;
import dev.ballast.model.Step;
import dev.ballast.observation.Observation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What work runs on: shared by all of it, and stand-ins have it too. */
interface MachineConformance extends EitherWorld {
  private static Systems backOn(Machine machine, Step... steps) {
    return Systems.gateway().service("back", 1, 100, 100, steps).on("back", machine);
  }

  @Test
  default void pieces_of_work_share_a_core_equally() {
    // two branches: both at half speed for 10 ms, then the longer one alone for 5 ms
    List<Observation.CallEnded> calls =
        play(
                backOn(
                    new Machine(Cpu.of(1), null),
                    new Step.Together(
                        List.of(List.of(Systems.work(10)), List.of(Systems.work(5))))),
                20)
            .all(Observation.CallEnded.class);
    assertThat(calls)
        .hasSize(20)
        .allMatch(c -> c.latencyNanos() >= 15 * MS && c.latencyNanos() <= 15 * MS + slack(40 * MS));
  }

  @Test
  default void a_wait_needs_no_core() {
    Step wait = new Step.Wait(new Distribution.Constant(40 * MS));
    Played played = play(backOn(new Machine(Cpu.of(1), null), wait, Systems.work(2)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.CallEnded.class)) // four at once, were it work of 42 ms
        .allMatch(c -> c.latencyNanos() >= 42 * MS && c.latencyNanos() <= 42 * MS + slack(60 * MS));
  }

  @Test
  default void a_limit_of_cpu_stops_work_until_the_next_period() {
    // 30 ms of work, 10 ms of CPU in each 100 ms; the first 10 are had at the latest 90 ms later
    Machine machine = new Machine(new Cpu(1, 0.1, 100 * MS), null);
    List<Observation.CallEnded> calls =
        play(backOn(machine, Systems.work(30)), 2).all(Observation.CallEnded.class);
    assertThat(calls)
        .hasSize(2)
        .allMatch(
            c -> c.latencyNanos() >= 120 * MS && c.latencyNanos() <= 210 * MS + slack(60 * MS));
  }
}
