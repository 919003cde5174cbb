package dev.ballast.kernel;

/** How much a request matters, the most first. It travels with the request and all its calls. */
public enum Priority {
  /** Kept as long as anything is. */
  CRITICAL,
  /** What nothing is said about. */
  NORMAL,
  /** May be refused first, such as prefetching or a report that can wait. */
  SHEDDABLE
}
