package dev.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Contention;
import dev.ballast.model.Machine.Cpu;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When pieces of work are done, worked out by hand. Times are milliseconds. */
class ProcessorTest {
  private static final long MS = 1_000_000;

  private final Timeline at = new Timeline();

  @Test
  void a_piece_alone_takes_its_own_time() {
    Processor cpu = at.processor(Cpu.of(1), null);
    at.begins(cpu, "a", 0, 10);
    at.ends("a", 10);
  }

  @Test
  void two_pieces_on_one_core_share_it_equally() {
    Processor cpu = at.processor(Cpu.of(1), null);
    at.begins(cpu, "a", 0, 10);
    at.begins(cpu, "b", 0, 20);
    at.ends("a", 20); // both at half speed
    at.ends("b", 30); // then alone
  }

  @Test
  void a_piece_that_comes_later_slows_down_only_what_is_left() {
    Processor cpu = at.processor(Cpu.of(1), null);
    at.begins(cpu, "a", 0, 10);
    at.begins(cpu, "b", 4, 2);
    at.ends("b", 8);
    at.ends("a", 12);
  }

  @Test
  void as_many_pieces_as_cores_do_not_feel_each_other() {
    Processor cpu = at.processor(Cpu.of(2), null);
    at.begins(cpu, "a", 0, 10);
    at.begins(cpu, "b", 0, 10);
    at.begins(cpu, "c", 4, 4);
    at.ends("c", 10); // three on two cores: 2/3 of the speed
    at.ends("a", 12);
    at.ends("b", 12);
  }

  @Test
  void half_a_core_takes_twice_as_long() {
    Processor cpu = at.processor(Cpu.of(0.5), null);
    at.begins(cpu, "a", 0, 10);
    at.ends("a", 20);
  }

  @Test
  void a_cancelled_piece_leaves_its_share_to_the_others() {
    Processor cpu = at.processor(Cpu.of(1), null);
    at.begins(cpu, "a", 0, 10);
    Processor.Piece other = at.begins(cpu, "b", 0, 100);
    at.reaches(4);
    other.cancel();
    at.ends("a", 12); // 2 done in 4 ms, 8 left alone
    at.neverEnds("b");
  }

  @Test
  void work_of_no_size_is_done_at_once_but_not_within_the_call() {
    Processor cpu = at.processor(Cpu.of(1), null);
    at.begins(cpu, "a", 0, 0);
    at.neverEnds("a");
    at.ends("a", 0);
  }

  @Test
  void cores_that_something_else_takes_are_missing() {
    Processor cpu = at.processor(Cpu.of(1), null);
    at.begins(cpu, "a", 0, 10);
    at.reaches(5);
    cpu.setShare(0.25);
    at.reaches(9);
    cpu.setShare(0);
    at.reaches(100);
    cpu.setShare(1);
    at.ends("a", 104); // 5 + 1 + 0 done by then
  }

  @Test
  void work_beyond_the_quota_of_a_period_waits_for_the_next() {
    Processor cpu = at.processor(new Cpu(4, 1, 100 * MS), null);
    at.begins(cpu, "a", 0, 60);
    at.begins(cpu, "b", 0, 60); // together two cores: 100 ms of CPU are used up after 50 ms
    at.ends("a", 110);
    at.ends("b", 110);
  }

  @Test
  void a_quota_lasts_for_ever_where_less_than_the_limit_is_in_use() {
    Processor cpu = at.processor(new Cpu(4, 1.5, 100 * MS), null);
    at.begins(cpu, "a", 0, 10_000);
    at.ends("a", 10_000);
  }

  @Test
  void long_work_gets_its_quota_period_by_period() {
    Processor cpu = at.processor(new Cpu(4, 0.3, 100 * MS), null);
    at.begins(cpu, "a", 0, 100); // 30 ms in each of three periods, 10 ms in the fourth
    at.ends("a", 310);
    at.begins(cpu, "b", 350, 35); // 20 ms are left of this period's quota
    at.ends("b", 415);
  }

  @Test
  void what_one_period_leaves_is_not_carried_over() {
    Processor cpu = at.processor(new Cpu(2, 0.5, 100 * MS), null);
    at.begins(cpu, "a", 290, 10);
    at.ends("a", 300);
    at.begins(cpu, "b", 300, 60);
    at.ends("b", 410);
  }

  @Test
  void a_piece_that_comes_while_nothing_runs_waits_with_the_others() {
    Processor cpu = at.processor(new Cpu(2, 0.5, 100 * MS), null);
    at.begins(cpu, "a", 0, 60);
    at.begins(cpu, "b", 70, 1);
    at.ends("b", 101);
    at.ends("a", 110); // 10 ms were left, on a core of its own
  }

  @Test
  void contention_slows_each_piece_as_the_universal_scalability_law_says() {
    Processor cpu = at.processor(null, new Contention(0.1, 0.05));
    at.begins(cpu, "a", 0, 10);
    at.begins(cpu, "b", 0, 10);
    at.begins(cpu, "c", 0, 10);
    at.ends("a", 15); // 1 + 0.1 * 2 + 0.05 * 6
    at.ends("b", 15);
    at.ends("c", 15);
  }

  @Test
  void the_most_throughput_is_at_the_peak_of_the_law() {
    Contention contention = new Contention(0.02, 0.0005);
    assertThat(contention.peak()).isCloseTo(44.27, offset(0.01));
    Machine machine = Machine.IDEAL.withContention(contention);
    double most = 0;
    for (int n = 1; n <= 200; n++) {
      most = Math.max(most, machine.throughput(n));
    }
    assertThat(machine.throughputMax(200)).isEqualTo(most).isEqualTo(machine.throughput(44));
    assertThat(machine.throughputMax(10)).isEqualTo(machine.throughput(10));
    assertThat(Machine.IDEAL.withCpu(new Cpu(8, 2.5, 100 * MS)).throughputMax(64)).isEqualTo(2.5);
  }

  /** A world with pieces that have names. */
  private static final class Timeline {
    private final ManualWorld world = new ManualWorld();
    private final Map<String, Long> ended = new HashMap<>();

    Processor processor(@Nullable Cpu cpu, @Nullable Contention contention) {
      return new Processor(world, Machine.IDEAL.withCpu(cpu).withContention(contention), 0);
    }

    Processor.Piece begins(Processor processor, String name, double ms, double work) {
      reaches(ms);
      Timer goesOn =
          new Timer() {
            @Override
            public void fires() {
              ended.put(name, world.nowNanos());
            }
          };
      return processor.begin(goesOn, Math.round(work * MS));
    }

    void reaches(double ms) {
      world.at(Math.round(ms * MS));
    }

    void ends(String name, double ms) {
      reaches(Math.max(ms, world.nowNanos() / (double) MS));
      assertThat(ended).containsEntry(name, Math.round(ms * MS));
    }

    void neverEnds(String name) {
      assertThat(ended).doesNotContainKey(name);
    }
  }
}
