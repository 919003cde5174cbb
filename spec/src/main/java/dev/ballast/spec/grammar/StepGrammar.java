package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Position;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Fallback;
import dev.ballast.model.Step;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.spec.grammar.Drafts.PlacedStep;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an endpoint does. */
final class StepGrammar {
  static final Type<EndpointRef> TARGET =
      new ScalarType<>(
          "an endpoint such as license.issue",
          StepGrammar::target,
          Scalars.text("^[A-Za-z0-9_-]+\\..+$", "license.issue"));

  static final Key<Distribution> WORK =
      Key.required(
          "work",
          Scalars.DISTRIBUTION,
          "Keeps a worker busy for a while: a duration or a distribution of durations. Where the"
              + " service has a `cpu`, it is the time that one core needs for it.");

  static final Key<Distribution> WAIT =
      Key.required(
          "wait",
          Scalars.DISTRIBUTION,
          "Keeps a worker for a while, but needs no core: a disk, a third party.");

  static final Key<EndpointRef> CALL =
      Key.required(
          "call", TARGET, "Calls an endpoint of another service and waits for the answer.");
  static final Key<Double> CHANCE =
      Key.withDefault(
          "chance", Scalars.SHARE, "100%", "The share of executions that make the call at all.");
  static final Key<Integer> TIMES =
      Key.withDefault(
          "times", Scalars.count(1, 1000), "1", "How often the call is made, one after the other.");

  static final Key<Double> FAILS =
      Key.required("fails", Scalars.SHARE, "Fails the endpoint with this probability.");

  private static final Types.MapType<PlacedStep> WORK_STEP =
      new Types.MapType<>("a map with `work`", "Work.", List.of(WORK), StepGrammar::work);
  private static final Types.MapType<PlacedStep> WAIT_STEP =
      new Types.MapType<>("a map with `wait`", "A wait.", List.of(WAIT), StepGrammar::await);
  private static final Types.MapType<PlacedStep> CALL_STEP =
      new Types.MapType<>(
          "a map with `call`",
          "A call to another service.",
          List.of(CALL, FallbackGrammar.ELSE, CHANCE, TIMES),
          StepGrammar::call);
  private static final Types.MapType<PlacedStep> FAILS_STEP =
      new Types.MapType<>(
          "a map with `fails`", "A failure by chance.", List.of(FAILS), StepGrammar::fails);

  static final Type<PlacedStep> STEP =
      new Types.Named<>(
          "step",
          "a step: work, wait, call, together, memory, one-at-a-time or fails",
          StepGrammar::anyStep);

  static final Type<List<PlacedStep>> STEPS =
      new Types.ListType<>("a list of steps", "this step", null, STEP, true);

  private static final Type<List<PlacedStep>> BRANCH =
      new Types.ByShape<>(
          "a step, or a list of steps", null, STEPS, new Types.Mapped<>(STEP, List::of));

  static final Key<List<List<PlacedStep>>> TOGETHER =
      Key.required(
          "together",
          new Types.ListType<>("a list of branches", "this branch", null, BRANCH, false),
          "Runs branches at the same time and waits for all of them. A branch is a step or a list"
              + " of steps.");

  private static final Types.MapType<PlacedStep> TOGETHER_STEP =
      new Types.MapType<>(
          "a map with `together`",
          "Branches at the same time.",
          List.of(TOGETHER),
          StepGrammar::together);

  private static final Key<Integer> ENTRIES =
      Key.withDefault(
          "entries",
          Scalars.count(1, Step.Memory.ENTRIES_MAX),
          Integer.toString(CacheConfig.ENTRIES_DEFAULT),
          "Keys kept at most, per replica.");
  private static final Key<List<PlacedStep>> MISS =
      Key.required(
          "miss",
          new Types.ListType<>("a list of steps", "this step", null, STEP, false),
          "What is done for a key that is not there; it is kept once that has succeeded.");

  /** What a memory step says, before it has its place. */
  record MemoryBody(int entries, List<PlacedStep> miss) {}

  static final Key<MemoryBody> MEMORY =
      Key.required(
          "memory",
          new Types.MapType<>(
              "a map with `miss`",
              "What a replica remembers.",
              List.of(ENTRIES, MISS),
              fields -> {
                List<PlacedStep> miss = fields.find(MISS);
                return miss == null ? null : new MemoryBody(fields.get(ENTRIES), miss);
              }),
          "Does nothing for a request whose key is in the replica's memory, and the steps below"
              + " `miss` for the others. Empty when the replica starts, so that it warms with"
              + " traffic.");
  static final Key<List<PlacedStep>> ONE_AT_A_TIME =
      Key.required(
          "one-at-a-time",
          new Types.ListType<>("a list of steps", "this step", null, STEP, false),
          "Steps that only one request per key does at a time in a replica, such as under the lock"
              + " of a row; the others wait and keep their workers.");

  private static final Types.MapType<PlacedStep> MEMORY_STEP =
      new Types.MapType<>(
          "a map with `memory`", "What is remembered.", List.of(MEMORY), StepGrammar::memory);
  private static final Types.MapType<PlacedStep> ONE_AT_A_TIME_STEP =
      new Types.MapType<>(
          "a map with `one-at-a-time`",
          "Requests about one key take turns.",
          List.of(ONE_AT_A_TIME),
          StepGrammar::oneAtATime);

  private static final Type<PlacedStep> ANY_STEP =
      new Types.Variants<>(
          "this step",
          List.of(
              WORK_STEP,
              WAIT_STEP,
              CALL_STEP,
              TOGETHER_STEP,
              MEMORY_STEP,
              ONE_AT_A_TIME_STEP,
              FAILS_STEP));

  private StepGrammar() {}

  private static Type<PlacedStep> anyStep() {
    return ANY_STEP;
  }

  private static EndpointRef target(String text) throws Mismatch {
    int dot = text.indexOf('.');
    if (dot <= 0 || dot == text.length() - 1 || text.indexOf(' ') >= 0) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          "an endpoint such as license.issue",
          "name the service and its endpoint with a dot between them");
    }
    return new EndpointRef(text.substring(0, dot), text.substring(dot + 1));
  }

  private static @Nullable PlacedStep work(Fields fields) {
    Distribution time = fields.find(WORK);
    return time == null ? null : placed(new Step.Work(time), fields, WORK);
  }

  private static @Nullable PlacedStep await(Fields fields) {
    Distribution time = fields.find(WAIT);
    return time == null ? null : placed(new Step.Wait(time), fields, WAIT);
  }

  private static @Nullable PlacedStep call(Fields fields) {
    EndpointRef target = fields.find(CALL);
    Fallback fallback = fields.find(FallbackGrammar.ELSE);
    double chance = fields.get(CHANCE);
    int times = fields.get(TIMES);
    if (target == null) {
      return null;
    }
    return placed(new Step.Call(target, fallback, chance, times), fields, CALL);
  }

  private static @Nullable PlacedStep fails(Fields fields) {
    Double probability = fields.find(FAILS);
    return probability == null ? null : placed(new Step.Fails(probability), fields, FAILS);
  }

  private static @Nullable PlacedStep together(Fields fields) {
    List<List<PlacedStep>> branches = fields.find(TOGETHER);
    if (branches == null) {
      return null;
    }
    List<List<Step>> steps = branches.stream().map(StepGrammar::steps).toList();
    return new PlacedStep(new Step.Together(steps), fields.at(TOGETHER), branches);
  }

  private static @Nullable PlacedStep memory(Fields fields) {
    MemoryBody body = fields.find(MEMORY);
    return body == null
        ? null
        : new PlacedStep(
            new Step.Memory(body.entries(), steps(body.miss())),
            fields.at(MEMORY),
            List.of(body.miss()));
  }

  private static @Nullable PlacedStep oneAtATime(Fields fields) {
    List<PlacedStep> placed = fields.find(ONE_AT_A_TIME);
    if (placed == null) {
      return null;
    }
    Position again = locked(placed);
    if (again != null) {
      fields
          .in()
          .report(
              Code.SPEC022,
              again,
              "`one-at-a-time` within `one-at-a-time`",
              "expected other steps: a request would wait for itself",
              "put the inner steps where it stands");
      return null;
    }
    return new PlacedStep(
        new Step.OneAtATime(steps(placed)), fields.at(ONE_AT_A_TIME), List.of(placed));
  }

  /** Where a step that takes turns is among these or within them; null for nowhere. */
  private static @Nullable Position locked(List<PlacedStep> steps) {
    for (PlacedStep step : steps) {
      if (step.step() instanceof Step.OneAtATime) {
        return step.at();
      }
      for (List<PlacedStep> within : step.branches()) {
        Position inner = locked(within);
        if (inner != null) {
          return inner;
        }
      }
    }
    return null;
  }

  private static List<Step> steps(List<PlacedStep> placed) {
    return placed.stream().map(PlacedStep::step).toList();
  }

  private static PlacedStep placed(Step step, Fields fields, Key<?> key) {
    return new PlacedStep(step, fields.valueAt(key), List.of());
  }
}
