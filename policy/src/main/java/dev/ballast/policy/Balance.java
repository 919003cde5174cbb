package dev.ballast.policy;

/** How the next replica is chosen. */
public enum Balance {
  /** The less busy of two random replicas (M. Mitzenmacher, "The power of two choices", 2001). */
  LEAST_LOADED,
  /** One after the other. */
  ROUND_ROBIN,
  /** Any, with equal chance. */
  RANDOM
}
