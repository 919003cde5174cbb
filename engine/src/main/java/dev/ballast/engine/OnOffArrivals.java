package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.model.Load;

/**
 * Independent users whose rate jumps between two values. Phases and requests have streams of their
 * own; a surge multiplies both rates and leaves the phases alone. It begins in either phase, with
 * the share of time that it spends there.
 */
final class OnOffArrivals extends Timer implements Source {
  private final Load.OnOff load;
  private final Door door;
  private final World world;
  private final RandomStream phases;

  /** Requests at a factor of 1 come once a second, so that its factor is the rate. */
  private final Arrivals arrivals;

  private boolean isOn;
  private double factor;
  private double phaseEnds;

  OnOffArrivals(Load.OnOff load, Door door, World world, RandomStreams streams, Arrivals unit) {
    this.load = load;
    this.door = door;
    this.world = world;
    this.arrivals = unit;
    phases = streams.of("phases " + load.name());
    isOn = phases.chance(load.onShare());
    phaseEnds = world.nowNanos() + phase().lasts().sample(phases);
  }

  private Load.OnOff.Phase phase() {
    return isOn ? load.on() : load.off();
  }

  @Override
  public void times(double times) {
    boolean isFirst = factor == 0;
    factor = times;
    arrivals.times(factor * phase().perSecond());
    if (isFirst) {
      await();
    }
  }

  private void await() {
    if (!door.isClosedAt(phaseEnds)) {
      world.start(this, Math.max(0, (long) Math.ceil(phaseEnds) - world.nowNanos()));
    }
  }

  @Override
  public void fires() {
    isOn = !isOn;
    phaseEnds += phase().lasts().sample(phases);
    arrivals.times(factor * phase().perSecond());
    await();
  }
}
