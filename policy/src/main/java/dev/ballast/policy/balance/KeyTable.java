package dev.ballast.policy.balance;

/**
 * Which replica a key falls to, and which ones after it: a circle of places with an owner each.
 * Immutable.
 */
sealed interface KeyTable permits Ring, MaglevTable {
  /** Where the search for a key begins. */
  int placeOf(long hash);

  /** The replica at a place. */
  int owner(int place);

  /** How many places there are; the one after the last is the first. */
  int places();
}
