package dev.ballast.bench.simulator;

import umontreal.ssj.randvar.ExponentialGen;
import umontreal.ssj.rng.MRG32k3a;
import umontreal.ssj.rng.RandomStream;
import umontreal.ssj.simevents.Event;
import umontreal.ssj.simevents.Simulator;

/** The queue in SSJ: its default list of events, its default random numbers, by its own example. */
final class SsjQueue extends Queue {
  private final Simulator simulator = new Simulator();
  private final RandomStream gaps = new MRG32k3a();
  private final RandomStream services = new MRG32k3a();
  private long left;

  private final Event departure =
      new Event(simulator) {
        @Override
        public void actions() {
          if (count(-1, simulator.time()) > 0) {
            schedule(ExponentialGen.nextDouble(services, 1));
          }
          happened();
        }
      };

  private final Event arrival =
      new Event(simulator) {
        @Override
        public void actions() {
          schedule(ExponentialGen.nextDouble(gaps, LOAD));
          if (count(1, simulator.time()) == 1) {
            departure.schedule(ExponentialGen.nextDouble(services, 1));
          }
          happened();
        }
      };

  SsjQueue() {
    simulator.init();
    arrival.schedule(0);
  }

  private void happened() {
    if (--left == 0) {
      simulator.stop();
    }
  }

  @Override
  long play(int events) {
    left = events;
    simulator.start();
    return events;
  }
}
