package dev.ballast.verdict;

/** What a measure belongs to. */
public enum Scope {
  EXPERIMENT,
  ROUTE,
  EDGE
}
