package dev.ballast.kernel;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The random streams of things that are numbered, each made when it is first asked for: in a large
 * system nothing is ever drawn from most of them. One owner.
 */
public final class LateStreams {
  private final RandomStreams streams;
  private final IntFunction<String> name;
  private final @Nullable RandomStream[] made;

  /**
   * Streams of which none is made yet.
   *
   * @param count how many there may be
   * @param name of the stream of a number, from 0 to below the count
   */
  public LateStreams(RandomStreams streams, int count, IntFunction<String> name) {
    this.streams = streams;
    this.name = name;
    made = new RandomStream[count];
  }

  /** The stream of a number. */
  public RandomStream of(int number) {
    RandomStream stream = made[number];
    if (stream == null) {
      stream = streams.of(name.apply(number));
      made[number] = stream;
    }
    return stream;
  }
}
