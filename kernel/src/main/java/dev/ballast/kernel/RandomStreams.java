package dev.ballast.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * All random streams of one run, each made by its name from the run's seed. Those of a run that can
 * be turned are kept, so that from some moment on all of them go on from another seed: two runs
 * with one past and independent futures. One owner while it keeps streams; safe for threads
 * otherwise.
 */
public final class RandomStreams {
  private record Named(String name, RandomStream stream) {}

  private long seed;
  private final boolean isTurnable;
  private final List<Named> kept = new ArrayList<>();

  private RandomStreams(long seed, boolean isTurnable) {
    this.seed = seed;
    this.isTurnable = isTurnable;
  }

  /** The streams under this seed. */
  public static RandomStreams of(long seed) {
    return new RandomStreams(seed, false);
  }

  /** The same streams, kept so that they can be turned. */
  public static RandomStreams turnable(long seed) {
    return new RandomStreams(seed, true);
  }

  /** A new stream of this name: the sequence of {@link RandomStream#of}. */
  public RandomStream of(String name) {
    RandomStream stream = RandomStream.of(seed, name);
    if (isTurnable) {
      kept.add(new Named(name, stream));
    }
    return stream;
  }

  /**
   * Lets every stream go on as if it had just been made under another seed, those that will be made
   * later too.
   *
   * @throws IllegalStateException when the streams were not kept
   */
  public void turn(long otherSeed) {
    if (!isTurnable) {
      throw new IllegalStateException("the streams of this run were not kept");
    }
    seed = otherSeed;
    for (Named named : kept) {
      named.stream().restart(RandomStream.of(otherSeed, named.name()));
    }
  }
}
