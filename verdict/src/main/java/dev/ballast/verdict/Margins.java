package dev.ballast.verdict;

import dev.ballast.kernel.Checks;

/**
 * The smallest differences that matter: an interval of a difference that lies within them means
 * that two systems are the same.
 *
 * @param relative of latencies and of attempts per call, as a share of the first system's value, in
 *     [0, 1]
 * @param share of shares, in [0, 1]: 0.001 is a tenth of a percentage point
 */
public record Margins(double relative, double share) {
  /** 2 % of a latency, a tenth of a percentage point of a share. */
  public static final Margins DEFAULT = new Margins(0.02, 0.001);

  public Margins {
    Checks.share(relative, "the smallest relative difference");
    Checks.share(share, "the smallest difference of shares");
  }

  double of(Unit unit, double value) {
    return switch (unit) {
      case SHARE -> share;
      case MILLISECONDS, SECONDS, COUNT, RATIO -> relative * Math.abs(value);
    };
  }
}
