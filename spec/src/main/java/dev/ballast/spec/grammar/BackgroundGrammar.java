package dev.ballast.spec.grammar;

import static java.util.stream.Collectors.joining;

import dev.ballast.kernel.Distribution;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Background;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.yaml.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Work of a replica beside its requests. */
final class BackgroundGrammar {
  private static final Key<Distribution> EVERY =
      Key.required(
          "every",
          PaceGrammar.everyMillisecondAtMost(),
          "From the beginning of one piece to the beginning of the next; one that still runs then"
              + " delays the next.");
  private static final Key<Distribution> WORK =
      Key.required("work", Scalars.DISTRIBUTION, "How much it is, for one core.");
  private static final Key<Integer> WORKERS =
      Key.withDefault(
          "workers",
          Scalars.count(0, 1_000_000),
          "1",
          "Workers that serve no requests meanwhile; those that are busy finish first.");
  private static final Key<Boolean> TOGETHER =
      Key.withDefault(
          "together",
          Scalars.TRUTH,
          "false",
          "Whether all replicas do it at the same moments. Otherwise each begins after a random"
              + " part of `every`.");

  private static final Types.MapType<Background> JOB =
      new Types.MapType<>(
          "a map with `every` and `work`",
          "Work that comes again and again.",
          List.of(EVERY, WORK, WORKERS, TOGETHER),
          BackgroundGrammar::job);

  /** A list that is not too long. */
  private record Kinds(Type<List<Background>> list) implements Type<List<Background>> {
    @Override
    public @Nullable List<Background> read(Node node, Place place, Reading in) {
      List<Background> all = list.read(node, place, in);
      if (all == null || all.size() <= Machine.BACKGROUND_MAX) {
        return all;
      }
      in.report(
          Code.SPEC017,
          node.at(),
          all.size() + " kinds of `background` work",
          "at most " + Machine.BACKGROUND_MAX,
          "put some of them together");
      return null;
    }

    @Override
    public String expected() {
      return list.expected();
    }

    @Override
    public Schema schema() {
      return list.schema();
    }
  }

  static final Kind<Machine, List<Background>> BACKGROUND =
      new Kind<>(
          Key.withDefault(
              "background",
              new Types.ByShape<>(
                  "a map with `every` and `work`, a list of them, or none",
                  Scalars.word(Map.of("none", List.<Background>of())),
                  new Kinds(
                      new Types.ListType<>(
                          "a list of maps with `every` and `work`", "this work", null, JOB, false)),
                  new Types.Mapped<>(JOB, List::of)),
              "none",
              "Work of each replica beside its requests: compaction, backups, scheduled jobs."),
          Machine::withBackground,
          machine -> text(machine.background()));

  private BackgroundGrammar() {}

  private static String text(List<Background> all) {
    return all.isEmpty()
        ? "none"
        : all.stream().map(BackgroundGrammar::text).collect(joining(", ", "[", "]"));
  }

  private static String text(Background background) {
    return "{every: "
        + DistributionText.of(background.every())
        + ", work: "
        + DistributionText.of(background.work())
        + ", workers: "
        + background.workers()
        + ", together: "
        + background.together()
        + "}";
  }

  private static @Nullable Background job(Fields fields) {
    Distribution every = fields.find(EVERY);
    Distribution work = fields.find(WORK);
    return every == null || work == null
        ? null
        : new Background(every, work, fields.get(WORKERS), fields.get(TOGETHER));
  }

  /** Reports what is too much, or has no effect at all; what is right otherwise. */
  static Machine checked(Machine machine, int workers, Fields fields) {
    List<Background> all = machine.background();
    int taken = all.stream().mapToInt(Background::workers).sum();
    boolean takesNothing =
        !machine.isShared() && all.stream().anyMatch(background -> background.workers() == 0);
    if (all.isEmpty() || (taken <= workers && !takesNothing)) {
      return machine;
    }
    fields
        .in()
        .report(
            Code.SPEC022,
            fields.at(BACKGROUND.key()),
            takesNothing
                ? "`background` work that takes neither a worker nor a core"
                : "`background` work takes " + taken + " of " + workers + " workers",
            takesNothing
                ? "expected `workers` of at least 1, or a `cpu` to share"
                : "expected no more workers than there are",
            takesNothing ? "say what it takes" : "raise the service's `workers`, or take fewer");
    return machine.withBackground(List.of());
  }
}
