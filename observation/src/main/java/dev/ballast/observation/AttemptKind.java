package dev.ballast.observation;

/** Why an attempt was made. */
public enum AttemptKind {
  /** The call began. */
  FIRST,
  /** The attempts before it failed. */
  REPEAT,
  /** The attempts before it took long; they went on beside it. */
  HEDGE
}
