package dev.ballast.policy.cache;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is an answer to.
 *
 * @param endpoint which of the callee's endpoints was asked
 * @param key what the request was about
 * @param detail whatever else tells two requests apart, compared by {@code equals}; null for
 *     nothing
 */
record Subject(int endpoint, long key, @Nullable Object detail) {
  boolean is(int otherEndpoint, long otherKey, @Nullable Object otherDetail) {
    return key == otherKey && endpoint == otherEndpoint && Objects.equals(detail, otherDetail);
  }

  /** Well mixed in all bits, the same in every process (the finaliser of SplitMix64). */
  static long hash(int endpoint, long key, @Nullable Object detail) {
    long z = key + endpoint * 0x9e3779b97f4a7c15L;
    z ^= (detail == null ? 0 : detail.hashCode()) * 0xd1342543de82ef95L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** One of so many places, each as likely as the others. */
  static int place(long hash, int places) {
    return (int) (((hash >>> 32) * places) >>> 32);
  }
}
