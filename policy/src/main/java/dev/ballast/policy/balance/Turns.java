package dev.ballast.policy.balance;

import java.util.Arrays;

/**
 * One cycle of nginx's smooth weighted round robin: in each turn everyone's account grows by its
 * weight, the one with the largest account (the first of several) is next, and pays the sum of all
 * weights. Weights 5, 1, 1 give a a b a c a a. The cycle repeats after the sum of the weights, so
 * that it is made once per change, and a choice is a look into it.
 */
final class Turns {
  /** What making a cycle may cost, in steps; beyond it weights are rounded. */
  private static final long COST_MAX = 4_000_000;

  private Turns() {}

  /** Which of the candidates is next, in the order of one cycle. */
  static int[] of(int[] candidates, double[] weights) {
    if (candidates.length == 0) {
      return candidates;
    }
    int[] whole = whole(weights);
    int total = Arrays.stream(whole).sum();
    int[] cycle = new int[total];
    long[] accounts = new long[whole.length];
    for (int turn = 0; turn < total; turn++) {
      int next = 0;
      for (int i = 0; i < whole.length; i++) {
        accounts[i] += whole[i];
        if (accounts[i] > accounts[next]) {
          next = i;
        }
      }
      accounts[next] -= total;
      cycle[turn] = candidates[next];
    }
    return cycle;
  }

  /** The weights as whole numbers in the same proportions, or nearly where that costs too much. */
  private static int[] whole(double[] weights) {
    long most = Math.max(COST_MAX / weights.length, weights.length);
    double total = Arrays.stream(weights).sum();
    boolean areWhole = Arrays.stream(weights).allMatch(w -> w == Math.rint(w)) && total <= 1L << 40;
    long divisor = 1;
    if (areWhole) {
      divisor = 0;
      for (double weight : weights) {
        divisor = greatestDivisor((long) weight, divisor);
      }
    }
    if (areWhole && total / divisor <= most) {
      long common = divisor;
      return Arrays.stream(weights).mapToInt(w -> (int) ((long) w / common)).toArray();
    }
    double scale = Math.min(most, Math.max(1_000, 4L * weights.length)) / total;
    return Arrays.stream(weights).mapToInt(w -> (int) Math.max(1, Math.rint(w * scale))).toArray();
  }

  private static long greatestDivisor(long a, long b) {
    return b == 0 ? a : greatestDivisor(b, a % b);
  }
}
