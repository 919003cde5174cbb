package dev.ballast.verdict.explore;

import dev.ballast.verdict.Verdict;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a system takes a trigger that comes and goes, over loads and sizes of the trigger. Loads are
 * multiples of what the file says.
 *
 * @param atFile what the system is at the load of the file; null when the budget did not suffice
 * @param cells every load with every size that was looked at; size 0 is the undisturbed system
 * @param vulnerable where the largest trigger begins to bring about a failure that stays
 * @param metastable where the least trigger does
 * @param overloaded where the undisturbed system begins not to run well
 * @param shedding what brings a system that stays down back; null where none stays down
 * @param exception two cells that contradict that more load and a larger trigger are worse; empty
 *     where all agree
 * @param isSpent whether the budget ended before everything was refined
 */
public record StabilityFinding(
    String experiment,
    Push push,
    @Nullable Stability atFile,
    List<Cell> cells,
    Boundary vulnerable,
    Boundary metastable,
    Boundary overloaded,
    @Nullable Shedding shedding,
    String exception,
    long calls,
    boolean isSpent) {

  /**
   * How the system is pushed and watched.
   *
   * @param trigger in words, such as {@code slow license}
   * @param unit of its sizes, such as {@code times the load}
   * @param sizes that are tried, ascending
   * @param triggerSeconds how long it lasts; 0 where its size is a time
   * @param watchSeconds how long the system has to recover
   * @param inOrder the share of requests that are answered in time while the system is in order
   * @param perSecond users' requests that the file's load is about; NaN for users who wait
   */
  public record Push(
      String trigger,
      String unit,
      List<Double> sizes,
      double triggerSeconds,
      double watchSeconds,
      double inOrder,
      double perSecond) {
    public Push {
      sizes = List.copyOf(sizes);
    }
  }

  /**
   * One load with one size of the trigger, run several times.
   *
   * @param stayed runs that were not in order at the end of the watch
   * @param meanSeconds from the end of the trigger to recovery, over runs that did; NaN for none
   * @param longestSeconds the longest of them; NaN for none
   */
  public record Cell(
      double load, double size, int runs, int stayed, double meanSeconds, double longestSeconds) {
    /** Whether every run recovered. */
    public boolean recovers() {
      return stayed == 0;
    }
  }

  /**
   * Where something begins.
   *
   * @param below the highest load at which no run showed it; 0 where all that were tried did
   * @param from the lowest load at which some run did; infinite where none did
   * @param runs how many runs were made at {@code below}
   */
  public record Boundary(double below, double from, int runs) {
    /** Whether it was seen anywhere. */
    public boolean isSeen() {
      return Double.isFinite(from);
    }

    /**
     * What more than this share of runs would have shown at {@code below}, with 99 % confidence.
     */
    public double missedAtMost() {
      return runs == 0 ? 1 : 1 - StrictMath.pow(0.01, 1.0 / runs);
    }
  }

  /**
   * What a failing system needs.
   *
   * @param load at which it fails
   * @param to the highest share of that load at which every run recovered; 0 where none did
   * @param notTo the lowest share at which some run did not
   * @param seconds that recovery took on average, once the load was down
   */
  public record Shedding(double load, double to, double notTo, double seconds) {}

  public StabilityFinding {
    cells =
        cells.stream()
            .sorted(Comparator.comparingDouble(Cell::size).thenComparingDouble(Cell::load))
            .toList();
  }

  /** PASS when the system is stable at the load of the file. */
  public Verdict verdict() {
    return atFile == null ? Verdict.INCONCLUSIVE : atFile.verdict();
  }

  /** The cells with this size, in order of their loads. */
  public List<Cell> ofSize(double size) {
    return cells.stream().filter(cell -> cell.size() == size).toList();
  }
}
