package dev.ballast.policy.balance;

import dev.ballast.kernel.Randomness;

/**
 * The least loaded of some random candidates; of one: any. Candidates are drawn in proportion to
 * their weights, each another than the best so far (so that two choices are two), and compared by
 * what is in flight to them for their weight; the first drawn wins a tie. With as many choices as
 * candidates, all are compared. O(choices).
 */
final class LightestOf implements Chooser {
  private final int choices;
  private final Loads loads;
  private final Randomness random;

  LightestOf(int choices, Loads loads, Randomness random) {
    this.choices = choices;
    this.loads = loads;
    this.random = random;
  }

  @Override
  public int choose(Candidates candidates, long key, int avoid, long nowNanos) {
    int best = candidates.draw(random, avoid, Balancer.NONE);
    int count = candidates.count() - (avoid == Balancer.NONE ? 0 : 1);
    if (count == 1) {
      return best;
    }
    if (choices > 2 && choices >= count) {
      return lightestOfAll(candidates, best, avoid);
    }
    for (int i = 1; i < choices; i++) {
      int other = candidates.draw(random, avoid, best);
      if (loads.isLighter(other, best, candidates)) {
        best = other;
      }
    }
    return best;
  }

  private int lightestOfAll(Candidates candidates, int first, int avoid) {
    int best = first;
    for (int i = 0; i < candidates.count(); i++) {
      int other = candidates.replica(i);
      if (other != avoid && loads.isLighter(other, best, candidates)) {
        best = other;
      }
    }
    return best;
  }
}
