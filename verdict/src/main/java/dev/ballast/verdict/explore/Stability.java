package dev.ballast.verdict.explore;

import dev.ballast.verdict.Verdict;

/**
 * What a system is at a load, after N. Bronson, A. Aghayev, A. Charapko and T. Zhu, "Metastable
 * failures in distributed systems" (HotOS 2021). They call the system stable below its hidden
 * capacity and vulnerable above it, and metastable the failure that it may fall into; a load is
 * called metastable here where the least trigger that was tried brings that failure about.
 */
public enum Stability {
  /** It runs well, and recovers from every trigger that was tried. */
  STABLE("stable"),
  /** It runs well until a trigger makes it fail, and it goes on failing without the trigger. */
  VULNERABLE("vulnerable"),
  /** So does the least trigger that was tried. */
  METASTABLE("metastable"),
  /** It does not run well even undisturbed. */
  OVERLOADED("overloaded");

  private final String word;

  Stability(String word) {
    this.word = word;
  }

  /** In one word. */
  public String word() {
    return word;
  }

  /** PASS for a stable system, FAIL for any other. */
  public Verdict verdict() {
    return this == STABLE ? Verdict.PASS : Verdict.FAIL;
  }
}
