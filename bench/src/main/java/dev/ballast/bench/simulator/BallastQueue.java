package dev.ballast.bench.simulator;

import dev.ballast.engine.Attempt;
import dev.ballast.engine.Check;
import dev.ballast.engine.Probe;
import dev.ballast.engine.Replica;
import dev.ballast.engine.Timer;
import dev.ballast.engine.Wire;
import dev.ballast.kernel.Distribution.Exponential;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.sim.SimulatedWorld;
import java.util.function.Consumer;

/** The queue in Ballast's simulated world: its clock, its timers, its random numbers. */
final class BallastQueue extends Queue {
  private final SimulatedWorld world = new SimulatedWorld(0, seen -> {}, new NoWire());
  private final Exponential gap = new Exponential(Units.MILLISECOND / LOAD);
  private final Exponential service = new Exponential(Units.MILLISECOND);
  private final RandomStream gaps = RandomStream.of(1, "gaps");
  private final RandomStream services = RandomStream.of(1, "services");

  private final Timer departure =
      new Timer() {
        @Override
        public void fires() {
          if (count(-1, (double) world.nowNanos()) > 0) {
            world.start(this, (long) service.sample(services));
          }
        }
      };

  private final Timer arrival =
      new Timer() {
        @Override
        public void fires() {
          world.start(this, (long) gap.sample(gaps));
          if (count(1, (double) world.nowNanos()) == 1) {
            world.start(departure, (long) service.sample(services));
          }
        }
      };

  BallastQueue() {
    world.start(arrival, 0);
  }

  @Override
  long play(int events) {
    world.steps(Long.MAX_VALUE, events);
    return events;
  }

  /** Nobody is called. */
  private static final class NoWire implements Wire {
    @Override
    public void send(Attempt attempt) {
      throw nobody();
    }

    @Override
    public void probe(Probe probe) {
      throw nobody();
    }

    @Override
    public void check(Check check) {
      throw nobody();
    }

    @Override
    public void abandon(Attempt attempt) {
      throw nobody();
    }

    @Override
    public void tell(int service, int fromReplica, int toReplica, Consumer<Replica> what) {
      throw nobody();
    }

    private static IllegalStateException nobody() {
      return new IllegalStateException("the queue calls nobody");
    }
  }
}
