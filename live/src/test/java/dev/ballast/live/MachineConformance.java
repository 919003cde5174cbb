package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
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

  /** All take at least so long, and no longer where the machine that runs this is not late. */
  private void eachTakes(long millis, long atMostMillis, int calls, Played played) {
    List<Observation.CallEnded> ended = played.all(Observation.CallEnded.class);
    assertThat(ended).hasSize(calls).allMatch(c -> c.latencyNanos() >= millis * MS);
    assertThat(ended)
        .filteredOn(c -> c.latencyNanos() <= atMostMillis * MS + slack(25 * MS))
        .hasSizeGreaterThanOrEqualTo((int) (calls - slack(calls / 2)));
  }

  @Test
  default void pieces_of_work_share_a_core_equally() {
    // two branches: both at half speed for 10 ms, then the longer one alone for 5 ms
    Step both = new Step.Together(List.of(List.of(Systems.work(10)), List.of(Systems.work(5))));
    eachTakes(15, 15, 20, play(backOn(Machine.IDEAL.withCpu(Cpu.of(1)), both), 20));
  }

  @Test
  default void a_wait_needs_no_core() {
    Step wait = new Step.Wait(new Distribution.Constant(40 * MS));
    Machine machine = Machine.IDEAL.withCpu(Cpu.of(1));
    Played played = play(backOn(machine, wait, Systems.work(2))); // never ends, were it all work
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    eachTakes(42, 42, 100, played);
  }

  @Test
  default void a_limit_of_cpu_stops_work_until_the_next_period() {
    // 30 ms of work, 10 ms of CPU in each 100 ms; the first 10 are had at the latest 90 ms later
    Machine machine = Machine.IDEAL.withCpu(new Cpu(1, 0.1, 100 * MS));
    eachTakes(120, 210, 2, play(backOn(machine, Systems.work(30)), 2));
  }

  @Test
  default void a_pause_stops_everything_and_nothing_is_lost() {
    Distribution every = new Distribution.Constant(200 * MS);
    Distribution length = new Distribution.Constant(60 * MS);
    Machine machine = Machine.IDEAL.withPauses(new Machine.Pauses(every, length, 0));
    Played played = play(backOn(machine, Systems.work(1)));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    List<Long> latencies =
        played.all(Observation.CallEnded.class).stream()
            .map(Observation.CallEnded::latencyNanos)
            .toList();
    assertThat(latencies).allMatch(latency -> latency <= 61 * MS + slack(900 * MS));
    assertThat(latencies).filteredOn(latency -> latency > 30 * MS).hasSizeBetween(8, 60);
    assertThat(latencies).filteredOn(latency -> latency < 20 * MS).hasSizeGreaterThan(40);
  }

  @Test
  default void background_work_takes_a_worker_from_requests() {
    Distribution every = new Distribution.Constant(300 * MS);
    Distribution work = new Distribution.Constant(100 * MS);
    Machine machine =
        Machine.IDEAL.withBackground(List.of(new Machine.Background(every, work, 1, false)));
    Systems system = Systems.gateway().service("back", 1, 1, 100, Systems.work(1));
    Played played = play(system.on("back", machine));
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(played.all(Observation.CallEnded.class))
        .filteredOn(c -> c.latencyNanos() > 40 * MS)
        .hasSizeBetween(12, 60);
  }

  private Played playWithKeys(Step step, int keys) {
    Load load = new Load.Constant(Systems.ROUTE, REQUESTS).about(new Keys(keys, 0));
    return play(backOn(Machine.IDEAL, step), load);
  }

  @Test
  default void a_memory_misses_each_key_once() {
    Step miss = new Step.Wait(new Distribution.Constant(60 * MS));
    Played played = playWithKeys(new Step.Memory(100, List.of(miss)), 2);
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
    // both keys, and who asks for them while they are fetched; some of it before time 0
    assertThat(played.all(Observation.CallEnded.class))
        .filteredOn(c -> c.latencyNanos() >= 60 * MS)
        .hasSizeBetween(2, 60);
  }

  @Test
  default void requests_about_one_key_take_turns() {
    Step turn = new Step.Wait(new Distribution.Constant(12 * MS));
    Step oneAtATime = new Step.OneAtATime(List.of(turn));
    Played all = playWithKeys(oneAtATime, 1); // one key: each waits 2 ms longer than the one before
    long last = all.all(Observation.CallEnded.class).getLast().atNanos();
    assertThat(all.users().succeeded()).isEqualTo(REQUESTS);
    assertThat(last).isGreaterThanOrEqualTo(1_200 * MS);
    Played each = playWithKeys(oneAtATime, 1_000);
    assertThat(each.all(Observation.CallEnded.class).getLast().atNanos())
        .isLessThan(1_100 * MS + slack(900 * MS));
  }
}
