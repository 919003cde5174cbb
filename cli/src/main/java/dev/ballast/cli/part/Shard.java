package dev.ballast.cli.part;

import dev.ballast.kernel.Checks;
import dev.ballast.sim.Repetitions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of several equal shares of a study's repetitions: shard i of n makes the repetitions i, i +
 * n, i + 2n … of a count that begins with 1, so that every shard has its part of the early ones.
 *
 * @param number from 1 to {@code count}
 * @param count from 1 to {@link #COUNT_MAX}
 */
public record Shard(int number, int count) {
  /** The most shards of one study: merging keeps all of their files open. */
  public static final int COUNT_MAX = 1_000;

  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

  public Shard {
    Checks.that(count >= 1 && count <= COUNT_MAX, "a study has 1 to " + COUNT_MAX + " shards");
    Checks.that(
        number >= 1 && number <= count,
        "shards are numbered from 1: the first of " + count + " is 1/" + count);
  }

  /**
   * Reads {@code i/n}.
   *
   * @throws IllegalArgumentException when it is none; the message says what was expected
   */
  public static Shard of(String text) {
    Matcher numbers = TEXT.matcher(text);
    Checks.that(numbers.matches(), "expected i/n such as 1/4, found '" + text + "'");
    return new Shard(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
  }

  /** Which of so many repetitions it makes. */
  public Repetitions.Share of(int runs) {
    return new Repetitions.Share(number - 1, count, runs);
  }

  /** Which shard makes a repetition, the first of which is 0. */
  static int numberFor(int repetition, int count) {
    return repetition % count + 1;
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return number + "/" + count;
  }
}
