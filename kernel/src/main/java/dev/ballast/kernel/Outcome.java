package dev.ballast.kernel;

/**
 * What a caller knows about the effect of an attempt. The third value is the honest one: after a
 * timeout nobody can say whether the work was done.
 */
public enum Outcome {
  /** The effect happened and the answer arrived. */
  SUCCEEDED,
  /** Certainly had no effect: the work was refused before it began. */
  FAILED,
  /** May have had an effect: no answer, or an answer that reports a failure midway. */
  UNKNOWN
}
