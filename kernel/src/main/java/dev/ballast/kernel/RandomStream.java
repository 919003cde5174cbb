package dev.ballast.kernel;

import java.nio.charset.StandardCharsets;

/**
 * A named stream of random numbers, derived from (seed, name) and from nothing else, so that adding
 * a component leaves every other component's draws alone.
 *
 * <p>The generator is xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 47, 2021), its state filled by SplitMix64 from a 64-bit hash of the name.
 * It is written out here because its exact sequence is part of the contract of {@code ballast
 * prove}: the same seed gives the same bytes on every machine and JDK. Not thread-safe: one owner.
 */
public final class RandomStream implements Randomness {
  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /** The distance between two neighbouring values of {@link #nextUnit}. */
  private static final double UNIT_STEP = 0x1.0p-52;

  private long s0;
  private long s1;
  private long s2;
  private long s3;

  private RandomStream(long state) {
    long x = state;
    s0 = mix(x += GOLDEN_GAMMA);
    s1 = mix(x += GOLDEN_GAMMA);
    s2 = mix(x += GOLDEN_GAMMA);
    s3 = mix(x + GOLDEN_GAMMA);
  }

  /** The stream of this name under this seed. Equal arguments give equal sequences. */
  public static RandomStream of(long seed, String name) {
    long hash = 0xcbf29ce484222325L; // FNV-1a, then mixed with the seed
    int i = 0;
    while (i < name.length() && name.charAt(i) < 0x80) { // one byte each, without a copy
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
      i++;
    }
    if (i < name.length()) {
      for (byte b : name.substring(i).getBytes(StandardCharsets.UTF_8)) {
        hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
      }
    }
    return new RandomStream(mix(mix(seed) + hash));
  }

  /** Goes on as the other stream would. */
  void restart(RandomStream other) {
    s0 = other.s0;
    s1 = other.s1;
    s2 = other.s2;
    s3 = other.s3;
  }

  /** The seed of repetition {@code index} of a study with this seed. */
  public static long seedOf(long seed, int index) {
    return mix(mix(seed + GOLDEN_GAMMA) + index * GOLDEN_GAMMA);
  }

  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  @Override
  public long nextLong() {
    long result = Long.rotateLeft(s0 + s3, 23) + s0;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** On the grid (k + ½) / 2⁵²: with 53 bits the sum would round to 1 for the largest k. */
  static double unit(long bits) {
    return ((bits >>> 12) + 0.5) * UNIT_STEP;
  }
}
