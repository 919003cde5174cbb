package dev.ballast.verdict.explore;

/**
 * What a search has looked at, and what it has not.
 *
 * @param singles single faults that were tried
 * @param singlesOf how many there are within the bounds
 * @param combinations sets of several faults that were tried, the most straining parts first
 * @param combinationsOf how many there are within the bounds; 0 when none was needed or asked for
 * @param atMost how many faults may happen together
 * @param repetitions of each set that was tried
 * @param calls simulated calls of the whole search
 * @param callsMax its budget
 * @param isSpent whether the budget ended it
 * @param isInterrupted whether somebody ended it
 */
public record Coverage(
    int singles,
    int singlesOf,
    long combinations,
    long combinationsOf,
    int atMost,
    int repetitions,
    long calls,
    long callsMax,
    boolean isSpent,
    boolean isInterrupted) {
  /** Whether every single fault was tried. */
  public boolean hasAllSingles() {
    return singles == singlesOf && !isInterrupted;
  }
}
