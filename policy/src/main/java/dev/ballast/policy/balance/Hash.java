package dev.ballast.policy.balance;

/**
 * The finalizer of MurmurHash3 (A. Appleby): every bit of the input moves every bit of the hash.
 */
final class Hash {
  private Hash() {}

  static long of(long value) {
    long h = value + 0x9E3779B97F4A7C15L; // 0 is not to stay 0
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  static long of(long first, long second) {
    return of(of(first) ^ second);
  }

  /** The hash as a number below the bound, by its upper bits. */
  static int below(long hash, int bound) {
    return (int) (((hash >>> 32) * bound) >>> 32);
  }
}
