package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Contention;
import dev.ballast.model.Machine.Cpu;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.text.Code;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What each replica of a service runs on. */
final class MachineGrammar {
  private static final Key<Double> CORES =
      Key.required(
          "cores",
          Scalars.number(Cpu.CORES_MIN, Cpu.CORES_MAX),
          "Cores of a replica; all its work shares them equally.");
  private static final Key<Chosen<Double>> LIMIT =
      Key.withDefault(
          "limit",
          new ScalarType<>(
              "a number of cores such as 1.5, or none",
              text ->
                  new Chosen<>(text.equals("none") ? null : Double.valueOf(Quantity.factor(text))),
              new Schema.OneOf(
                  List.of(
                      new Schema.Numeric(false, Cpu.CORES_MIN, Cpu.CORES_MAX),
                      new Schema.Words(List.of("none"))))),
          "none",
          "Cores that may be used in the mean of a `period`, below `cores`. When it is used up, all"
              + " work of the replica stands still until the next period (Linux: CFS bandwidth"
              + " control; Kubernetes: `limits.cpu`).");
  private static final Key<Long> PERIOD =
      Key.withDefault(
          "period",
          Scalars.duration(Cpu.PERIOD_NANOS_MIN, Cpu.PERIOD_NANOS_MAX),
          "100ms",
          "How long the `limit` counts.");

  private static final Kind<Machine, Chosen<Cpu>> CPU =
      new Kind<>(
          Key.withDefault(
              "cpu",
              new Types.ByShape<>(
                  "a number of cores such as 2, a map with `cores`, or none",
                  new ScalarType<>(
                      "a number of cores such as 2, or none",
                      MachineGrammar::cores,
                      new Schema.OneOf(
                          List.of(
                              new Schema.Numeric(false, Cpu.CORES_MIN, Cpu.CORES_MAX),
                              new Schema.Words(List.of("none"))))),
                  null,
                  new Types.MapType<>(
                      "a map with `cores`",
                      "The CPU of a replica.",
                      List.of(CORES, LIMIT, PERIOD),
                      MachineGrammar::cpu)),
              "none",
              "Cores of a replica. With it `work` is the time that one core needs, and the pieces"
                  + " of work under way share the cores equally. Without it work is just time."),
          (machine, chosen) -> machine.withCpu(chosen.value()),
          machine -> text(machine.cpu()));

  private static final Key<Double> SERIAL =
      Key.withDefault(
          "serial",
          Scalars.SHARE,
          "0%",
          "The share of the work that only one can do at a time, such as under a lock.");
  private static final Key<Double> CROSSTALK =
      Key.withDefault(
          "crosstalk",
          Scalars.SHARE,
          "0%",
          "What each pair of pieces under way costs for keeping up with each other, such as moving"
              + " cache lines.");

  private static final Kind<Machine, Chosen<Contention>> CONTENTION =
      new Kind<>(
          Key.withDefault(
              "contention",
              PolicyGrammar.noneOr(
                  "a map with `serial` or `crosstalk`, or none",
                  new Chosen<>(null),
                  new Types.MapType<>(
                      "a map with `serial` or `crosstalk`",
                      "How pieces of work hinder each other.",
                      List.of(SERIAL, CROSSTALK),
                      MachineGrammar::contention)),
              "none",
              "Makes each of n pieces of work under way take 1 + serial(n - 1) + crosstalk n(n - 1)"
                  + " times as long (the Universal Scalability Law)."),
          (machine, chosen) -> machine.withContention(chosen.value()),
          machine -> text(machine.contention()));

  /** Everything that can be said of a machine, in the order in which a file is written. */
  static final List<Kind<Machine, ?>> KINDS =
      List.of(
          CPU,
          CONTENTION,
          PaceGrammar.BACKLOG,
          PaceGrammar.PAUSES,
          PaceGrammar.WARMS_UP,
          BackgroundGrammar.BACKGROUND);

  private MachineGrammar() {}

  static Machine read(Fields fields, int workers, boolean isGateway) {
    Map<String, Located<UnaryOperator<Machine>>> set = new LinkedHashMap<>();
    KINDS.forEach(kind -> kind.read(fields, set));
    Machine machine = Machine.IDEAL;
    for (Map.Entry<String, Located<UnaryOperator<Machine>>> kind : set.entrySet()) {
      if (isGateway) {
        fields
            .in()
            .report(
                Code.SPEC021,
                kind.getValue().at(),
                "`gateway` and `" + kind.getKey() + "` in " + fields.place().noun(),
                "expected only one of them: a gateway does no work of its own",
                "say it of a service behind the gateway");
      } else {
        machine = kind.getValue().value().apply(machine);
      }
    }
    return BackgroundGrammar.checked(machine, workers, fields);
  }

  private static Chosen<Cpu> cores(String text) throws Mismatch {
    return text.equals("none")
        ? new Chosen<>(null)
        : new Chosen<>(Cpu.of(Scalars.inRange(text, Cpu.CORES_MIN, Cpu.CORES_MAX)));
  }

  private static @Nullable Chosen<Cpu> cpu(Fields fields) {
    Double cores = fields.find(CORES);
    Double limit = fields.get(LIMIT).value();
    long period = fields.get(PERIOD);
    if (cores == null) {
      return null;
    }
    if (limit != null && !(limit >= Cpu.CORES_MIN && limit < cores)) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(LIMIT),
              "a `limit` of "
                  + Quantity.decimal(limit)
                  + " with "
                  + Quantity.decimal(cores)
                  + " `cores`",
              "expected a limit from 0.001 to below the cores; others limit nothing",
              "lower the `limit`, or leave it out");
      return null;
    }
    return new Chosen<>(new Cpu(cores, limit == null ? Cpu.UNLIMITED : limit, period));
  }

  private static @Nullable Chosen<Contention> contention(Fields fields) {
    Double serial = fields.has(SERIAL) ? fields.find(SERIAL) : Double.valueOf(0);
    Double crosstalk = fields.has(CROSSTALK) ? fields.find(CROSSTALK) : Double.valueOf(0);
    if (serial == null || crosstalk == null) {
      return null;
    }
    if (serial == 0 && crosstalk == 0) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.place().at(),
              "`contention` that costs nothing",
              "expected `serial` or `crosstalk` above 0%",
              "add `serial: 3%`, or write `contention: none`");
      return null;
    }
    return new Chosen<>(new Contention(serial, crosstalk));
  }

  private static String text(@Nullable Cpu cpu) {
    if (cpu == null) {
      return "none";
    }
    String limit = cpu.limit() == Cpu.UNLIMITED ? "none" : Quantity.decimal(cpu.limit());
    return "{cores: "
        + Quantity.decimal(cpu.cores())
        + ", limit: "
        + limit
        + ", period: "
        + Units.duration(cpu.periodNanos())
        + "}";
  }

  private static String text(@Nullable Contention contention) {
    return contention == null
        ? "none"
        : "{serial: "
            + Quantity.percent(contention.serial())
            + ", crosstalk: "
            + Quantity.percent(contention.crosstalk())
            + "}";
  }
}
