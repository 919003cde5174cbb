package dev.ballast.engine;

/**
 * A limit of CPU time as Linux's CFS bandwidth control enforces it: a quota per period, all of it
 * there when the period begins; once it is used up nothing runs until the next one. Nothing is
 * carried over. Answers in closed form, so that no period costs an event.
 *
 * <p>Times are nanoseconds that never go back; {@code cores} is how many are in use from a moment
 * on, and does not change between two calls of {@link #use}.
 */
final class Quota {
  private final double perPeriod;
  private final double period;
  private double periodEnds;
  private double left;

  /**
   * A quota of which nothing is used.
   *
   * @param cores allowed in the mean
   * @param begins when some period begins
   */
  Quota(double cores, double period, double begins) {
    this.period = period;
    perPeriod = cores * period;
    periodEnds = begins;
  }

  /** Begins the period that this moment is in. */
  private void reach(double at) {
    if (at >= periodEnds) {
      periodEnds += (Math.floor((at - periodEnds) / period) + 1) * period;
      left = perPeriod;
    }
  }

  /** For how long work runs between two moments. */
  double running(double from, double to, double cores) {
    reach(from);
    if (to <= periodEnds) {
      return Math.min(to - from, left / cores);
    }
    double later = to - periodEnds;
    double whole = Math.floor(later / period);
    double each = Math.min(period, perPeriod / cores);
    return Math.min(periodEnds - from, left / cores)
        + whole * each
        + Math.min(later - whole * period, each);
  }

  /** When work will have run for so long. */
  double after(double from, double running, double cores) {
    reach(from);
    double first = Math.min(periodEnds - from, left / cores);
    if (running <= first) {
      return from + running;
    }
    double later = running - first;
    double each = Math.min(period, perPeriod / cores);
    double whole = Math.ceil(later / each) - 1;
    return periodEnds + whole * period + (later - whole * each);
  }

  /** Takes off what work used between two moments. */
  void use(double from, double to, double cores) {
    reach(from);
    double since = from;
    if (to >= periodEnds) {
      reach(to);
      since = periodEnds - period;
    }
    left = Math.max(0, left - cores * (to - since));
  }
}
