package dev.ballast.kernel;

/** How much a diagnostic matters. */
public enum Severity {
  /** The file cannot be used, or what it describes is certain to go wrong. */
  ERROR,
  /** Legal, and probably not what was wanted. */
  WARNING,
  /** Worth knowing. */
  NOTE
}
