package dev.ballast.engine;

import dev.ballast.model.Load;
import dev.ballast.model.Trace;

/**
 * Requests of a trace come again. More than one for each of the trace are spread evenly until the
 * next moment of the trace, fewer leave some out in turn, so that their number follows the factor.
 */
final class ReplayArrivals extends Timer implements Source {
  private final Load.Replay load;
  private final Trace trace;
  private final Door door;
  private final World world;
  private final int first;
  private double factor;

  /** When the round began in which the trace is replayed. */
  private double roundBegan;

  /** The request of the trace that is being replayed. */
  private int row;

  /** How many requests it stands for, and how many of them have come. */
  private long copies;

  private long come;

  /** What was left of factors that are no whole numbers. */
  private double carried;

  /** The moment of the next request. */
  private double next;

  ReplayArrivals(Load.Replay load, Door door, World world) {
    this.load = load;
    this.door = door;
    this.world = world;
    trace = load.trace();
    first = trace.firstFrom(load.fromNanos());
    row = first - 1;
    roundBegan = world.nowNanos();
  }

  @Override
  public void times(double times) {
    boolean isFirst = factor == 0;
    factor = times;
    if (isFirst) {
      advance();
      await();
    }
  }

  private double moment(int index) {
    return roundBegan + (trace.atNanos(index) - load.fromNanos()) / load.speed();
  }

  /** The moment after a row at which the trace goes on. */
  private double after(int index) {
    return index + 1 < trace.size() ? moment(index + 1) : roundBegan + load.roundNanos();
  }

  /** Finds the next moment; past all moments when there is none. */
  private void advance() {
    if (++come >= copies) {
      come = 0;
      do {
        row++;
        if (row == trace.size()) {
          if (!load.repeats()) {
            next = Double.POSITIVE_INFINITY;
            return;
          }
          roundBegan += load.roundNanos();
          row = first;
        }
        if (door.isClosedAt(moment(row))) {
          next = Double.POSITIVE_INFINITY;
          return;
        }
        carried += load.times() * factor;
        copies = (long) (carried + 1e-9);
        carried = Math.max(0, carried - copies);
      } while (copies == 0);
    }
    double begin = moment(row);
    next = begin + (after(row) - begin) * come / copies;
  }

  private void await() {
    if (!door.isClosedAt(next)) {
      world.start(this, Math.max(0, (long) Math.ceil(next) - world.nowNanos()));
    }
  }

  @Override
  public void fires() {
    while (next <= world.nowNanos()) {
      door.ask(trace.route(row), trace.hasKeys() ? trace.key(row) : Request.NO_KEY, (long) next);
      advance();
    }
    await();
  }
}
