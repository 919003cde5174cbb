package dev.ballast.verdict;

/** How far reality may lie from a prediction that still counts as right. */
sealed interface Tolerance {
  /** Allows for the rounding of the comparison itself. */
  double ROUNDING = 1e-9;

  /** As the agreement table prints it. */
  String text();

  /**
   * Whether an actual value agrees; neither is NaN.
   *
   * @param oneRun the prediction, with its interval for one run
   */
  boolean allows(Estimate oneRun, double actual);

  /** A fixed distance in the measure's own unit. */
  record Within(double distance, Unit unit) implements Tolerance {
    @Override
    public String text() {
      return unit == Unit.SHARE
          ? "±" + Math.round(distance * 100) + " pp"
          : "±" + unit.text(distance);
    }

    @Override
    public boolean allows(Estimate oneRun, double actual) {
      return Math.abs(actual - oneRun.value()) <= distance + ROUNDING;
    }
  }

  /** A share of the predicted value. */
  record Relative(double share) implements Tolerance {
    @Override
    public String text() {
      return "±" + Unit.SHARE.text(share);
    }

    @Override
    public boolean allows(Estimate oneRun, double actual) {
      return Math.abs(actual - oneRun.value())
          <= Math.abs(oneRun.value()) * share + ROUNDING * Math.abs(oneRun.value());
    }
  }

  /** Anything one run may well show, or what another tolerance allows. */
  record OneRunOr(Tolerance other) implements Tolerance {
    @Override
    public String text() {
      return "interval or " + other.text();
    }

    @Override
    public boolean allows(Estimate oneRun, double actual) {
      return (actual >= oneRun.low() && actual <= oneRun.high()) || other.allows(oneRun, actual);
    }
  }
}
