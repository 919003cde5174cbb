package dev.ballast.cli.part;

import dev.ballast.observation.RunRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All parts of one study, read side by side: their repetitions come in their order, and no more of
 * them is in memory than the one that is read.
 */
public final class Parts implements AutoCloseable {
  /** Takes repetitions in their order, the first of which is 0. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one repetition.
     *
     * @return whether the next one is wanted
     */
    boolean accept(int repetition, long calls, RunRecord record);
  }

  private final List<PartReader> readers;

  private Parts(List<PartReader> readers) {
    this.readers = readers;
  }

  /**
   * Opens the parts, in any order.
   *
   * @param version of this Ballast
   * @throws PartException when one is no part, they are of several studies, or shards are missing
   */
  public static Parts open(List<Path> files, String version) throws PartException, IOException {
    List<PartReader> readers = new ArrayList<>();
    try {
      for (Path file : files) {
        readers.add(PartReader.open(file));
        requireSameStudy(readers.getFirst(), readers.getLast(), version);
      }
      readers.sort(Comparator.comparingInt(part -> part.header().shard()));
      requireAllShards(readers);
      return new Parts(readers);
    } catch (PartException e) {
      for (PartReader reader : readers) {
        reader.close();
      }
      throw e;
    }
  }

  private static void requireSameStudy(PartReader first, PartReader part, String version)
      throws PartException {
    String made = part.header().version();
    if (!made.equals(version)) {
      throw new PartException(
          part.file(),
          part.file() + " was made by Ballast " + made + ", and this is " + version,
          "use one version for all parts and for merging them");
    }
    String difference = part.header().differenceFrom(first.header());
    if (!difference.isEmpty()) {
      throw new PartException(
          part.file(),
          part.file() + " is not of the same study as " + first.file() + ": it has " + difference,
          "merge the parts of one file, seed and number of runs");
    }
  }

  /** Every shard once; the readers are in the order of their numbers. */
  private static void requireAllShards(List<PartReader> readers) throws PartException {
    int shards = readers.getFirst().header().shards();
    List<Integer> missing = new ArrayList<>();
    int next = 1;
    for (PartReader reader : readers) {
      int shard = reader.header().shard();
      if (shard < next) {
        throw new PartException(
            reader.file(),
            "shard "
                + new Shard(shard, shards)
                + " is given twice, the second time by "
                + reader.file(),
            "name each part once");
      }
      for (; next < shard; next++) {
        missing.add(next);
      }
      next = shard + 1;
    }
    for (; next <= shards; next++) {
      missing.add(next);
    }
    if (!missing.isEmpty()) {
      String numbers =
          missing.stream()
              .limit(10)
              .map(number -> new Shard(number, shards).toString())
              .collect(Collectors.joining(", "));
      String more = missing.size() > 10 ? " and " + (missing.size() - 10) + " more" : "";
      throw new PartException(
          readers.getFirst().file(),
          (missing.size() == 1 ? "a shard is missing: " : "shards are missing: ") + numbers + more,
          "run `ballast prove` with each `--shard i/" + shards + "` and name all the parts");
    }
  }

  /** What the parts agree on, as the first shard says it. */
  public PartHeader header() {
    return readers.getFirst().header();
  }

  /**
   * Hands over the repetitions of the next experiment until the sink has enough.
   *
   * @param empty the record of a run in which nothing happened
   */
  public void read(String experiment, RunRecord empty, Sink sink) throws PartException {
    Shape shape = new Shape(empty);
    boolean isWanted = true;
    for (int repetition = 0; repetition < header().runs(); repetition++) {
      PartReader reader = readers.get(Shard.numberFor(repetition, readers.size()) - 1);
      if (isWanted) {
        PartText.Line line = reader.next(experiment, repetition, shape);
        isWanted = sink.accept(repetition, line.calls(), line.record());
      } else {
        reader.skip();
      }
    }
  }

  /** Every experiment was read: each part must end here, as it was written. */
  public void end() throws PartException {
    for (PartReader reader : readers) {
      reader.end();
    }
  }

  /** What no part says that was not changed. */
  public PartException damaged(String how) {
    return readers.getFirst().damaged(how);
  }

  @Override
  public void close() throws IOException {
    for (PartReader reader : readers) {
      reader.close();
    }
  }
}
