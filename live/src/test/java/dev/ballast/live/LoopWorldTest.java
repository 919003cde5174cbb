package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Timer;
import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Timers of the real world. */
final class LoopWorldTest {
  private static final long HOUR = 3_600 * Units.SECOND;

  private final Loops loops = new Loops(1, Transport.usual());
  private final LoopWorld world = new LoopWorld(loops.loop(0), System.nanoTime(), o -> {});
  private final Queue<String> fired = new ConcurrentLinkedQueue<>();

  @AfterEach
  void end() {
    loops.close();
  }

  private Timer timer(String name) {
    return timer(name, world -> {});
  }

  private Timer timer(String name, Consumer<LoopWorld> then) {
    return new Timer() {
      @Override
      public void fires() {
        fired.add(name);
        then.accept(world);
      }
    };
  }

  private void onLoop(Runnable what) {
    world.loop().submit(what).syncUninterruptibly();
  }

  @Test
  void timers_fire_when_they_are_due_whatever_was_started_before() throws Exception {
    List<Long> late = new ArrayList<>();
    onLoop(
        () -> {
          long begun = world.nowNanos();
          world.start(timer("never"), HOUR);
          world.start(timer("never either"), Long.MAX_VALUE);
          world.start(
              timer("second", w -> late.add(w.nowNanos() - begun - 20 * Units.MILLISECOND)),
              20 * Units.MILLISECOND);
          world.start(
              timer("first", w -> late.add(w.nowNanos() - begun - 10 * Units.MILLISECOND)),
              10 * Units.MILLISECOND);
        });
    Until.holds("both have fired", () -> fired.size() == 2);
    assertThat(fired).containsExactly("first", "second");
    onLoop(() -> assertThat(late).allMatch(nanos -> nanos >= 0));
  }

  @Test
  void a_timer_taken_back_does_not_fire_and_can_be_started_again() throws Exception {
    Timer limit = timer("limit");
    onLoop(
        () -> {
          world.start(limit, Units.MILLISECOND);
          world.cancel(limit);
          world.cancel(limit);
          world.start(timer("later"), 5 * Units.MILLISECOND);
        });
    Until.holds("the later one has fired", () -> !fired.isEmpty());
    assertThat(fired).containsExactly("later");
    onLoop(() -> world.start(limit, 0));
    Until.holds("it has fired", () -> fired.size() == 2);
  }

  @Test
  void a_timer_that_fails_keeps_no_other_from_firing() throws Exception {
    onLoop(
        () -> {
          world.start(
              timer(
                  "fails",
                  w -> {
                    throw new IllegalStateException("as the test wants it");
                  }),
              0);
          world.start(timer("other"), 0);
        });
    Until.holds("the other has fired", () -> fired.size() == 2);
  }

  @Test
  void a_timer_that_starts_itself_leaves_the_loop_time_for_others() throws Exception {
    Timer endless =
        new Timer() {
          @Override
          public void fires() {
            world.start(this, 0);
          }
        };
    onLoop(() -> world.start(endless, 0));
    onLoop(() -> fired.add("other work"));
    assertThat(fired).containsExactly("other work");
    onLoop(() -> world.cancel(endless));
  }
}
