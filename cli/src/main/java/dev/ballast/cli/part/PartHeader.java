package dev.ballast.cli.part;

import dev.ballast.kernel.Checks;
import java.util.List;

/**
 * The first line of a part: which study it belongs to and which share of it it is.
 *
 * @param ballastPart the version of the format, {@link #FORMAT}
 * @param version of Ballast; another one may simulate another way
 * @param shard its number, from 1
 * @param runs the repetitions of each experiment, all shards together
 * @param allRuns whether all of them count, also those after an objective is settled
 * @param file the system file as the command line named it
 * @param chosen the experiments that the command line named; empty for all
 * @param experiments those that were run, in their order
 * @param sourceSha256 of the system file's text, in hexadecimal
 * @param source the system file's text
 */
public record PartHeader(
    int ballastPart,
    String version,
    int shard,
    int shards,
    int runs,
    boolean allRuns,
    long seed,
    String file,
    List<String> chosen,
    List<String> experiments,
    String sourceSha256,
    String source) {
  /** The format that this version writes and reads. */
  public static final int FORMAT = 1;

  public PartHeader {
    chosen = List.copyOf(chosen);
    experiments = List.copyOf(experiments);
    var _ = new Shard(shard, shards); // refuses what is none
    Checks.that(runs >= shards, "a study has at least one repetition per shard");
    Checks.that(file.codePoints().noneMatch(Character::isISOControl), "a file's name is printable");
    Checks.that(sourceSha256.equals(Sha256.hex(source)), "the system file in it was changed");
  }

  /** The header of a part that this version writes. */
  public static PartHeader of(
      String version,
      Shard shard,
      int runs,
      boolean allRuns,
      long seed,
      String file,
      List<String> chosen,
      List<String> experiments,
      String source) {
    return new PartHeader(
        FORMAT,
        version,
        shard.number(),
        shard.count(),
        runs,
        allRuns,
        seed,
        file,
        chosen,
        experiments,
        Sha256.hex(source),
        source);
  }

  /** In what the two belong to different studies, in words; empty when they are of one. */
  String differenceFrom(PartHeader other) {
    if (!sourceSha256.equals(other.sourceSha256)) {
      return "another system file";
    }
    if (seed != other.seed) {
      return "seed " + seed + " in place of " + other.seed;
    }
    if (shards != other.shards) {
      return shards + " shards in place of " + other.shards;
    }
    if (runs != other.runs || allRuns != other.allRuns) {
      return text(runs, allRuns) + " in place of " + text(other.runs, other.allRuns);
    }
    return experiments.equals(other.experiments)
        ? ""
        : "the experiments " + experiments + " in place of " + other.experiments;
  }

  private static String text(int runs, boolean all) {
    return "--runs " + runs + (all ? " --all-runs" : "");
  }
}
