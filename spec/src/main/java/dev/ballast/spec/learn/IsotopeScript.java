package dev.ballast.spec.learn;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The script of one isotope service. Its depth is bounded by that of {@link YamlTree}. */
final class IsotopeScript {
  /** One call as the script has it. */
  record Call(String service, double chance) {}

  /** What a called name stands for in the sketch. */
  record Target(String service, String endpoint) {}

  /** Finds the target of a called name; null leaves the call out. */
  interface Targets {
    @Nullable Target of(String service, YamlTree at);
  }

  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

  private final String file;
  private final @Nullable Notes notes;
  private final @Nullable YamlTree script;
  private long sleepNanos;

  /**
   * @param notes where to say what cannot be read; null keeps silent
   */
  IsotopeScript(String file, @Nullable Notes notes, @Nullable YamlTree script) {
    this.file = file;
    this.notes = notes;
    this.script = script;
    if (script instanceof YamlTree.Items items) {
      sleepNanos = sleep(items);
    }
  }

  /** How long all its sleeps take, one after the other. */
  long sleepNanos() {
    return sleepNanos;
  }

  List<Call> calls() {
    List<Call> calls = new ArrayList<>();
    steps(
        (service, _) -> new Target(service, ""),
        (target, chance) -> calls.add(new Call(target.service(), chance)),
        script);
    return calls;
  }

  List<Sketch.Step> steps(Targets targets) {
    return steps(targets, (_, _) -> {}, script);
  }

  private interface Calls {
    void add(Target target, double chance);
  }

  private List<Sketch.Step> steps(Targets targets, Calls calls, @Nullable YamlTree list) {
    List<Sketch.Step> steps = new ArrayList<>();
    if (list instanceof YamlTree.Items items) {
      for (YamlTree item : items.items()) {
        Sketch.Step step = step(targets, calls, item);
        if (step != null) {
          steps.add(step);
        }
      }
    } else if (list != null && !(list instanceof YamlTree.Text text && text.value().isEmpty())) {
      bad(list, "a script must be a list");
    }
    return steps;
  }

  private Sketch.@Nullable Step step(Targets targets, Calls calls, YamlTree item) {
    if (item instanceof YamlTree.Items) {
      List<List<Sketch.Step>> branches = new ArrayList<>();
      for (Sketch.Step step : steps(targets, calls, item)) {
        branches.add(List.of(step));
      }
      return switch (branches.size()) {
        case 0 -> null;
        case 1 -> branches.getFirst().getFirst();
        default -> new Sketch.Step.Together(branches, "");
      };
    }
    if (item instanceof YamlTree.Fields fields && fields.fields().size() == 1) {
      YamlTree call = fields.get("call");
      YamlTree sleep = fields.get("sleep");
      if (call != null) {
        return call(targets, calls, call);
      }
      if (sleep instanceof YamlTree.Text text) {
        long nanos = duration(text.value());
        if (nanos >= 0) {
          return new Sketch.Step.Work(Units.duration(nanos), "sleep");
        }
      }
    }
    bad(item, "this command cannot be read and is left out");
    return null;
  }

  private Sketch.@Nullable Step call(Targets targets, Calls calls, YamlTree call) {
    double chance = 1;
    YamlTree name = call;
    if (call instanceof YamlTree.Fields fields) {
      name = fields.get("service");
      if (fields.get("probability") instanceof YamlTree.Text text) {
        int percent = wholeNumber(text.value());
        if (percent < 0 || percent > 100) {
          bad(text, "a probability must be a whole number from 0 to 100; 100 is taken");
        } else if (percent > 0) { // isotope: 0 is as if it were not there
          chance = percent / 100.0;
        }
      }
    }
    if (!(name instanceof YamlTree.Text service)) {
      bad(call, "a call without the name of a service is left out");
      return null;
    }
    Target target = targets.of(service.value(), service);
    if (target == null) {
      return null;
    }
    calls.add(target, chance);
    return new Sketch.Step.Call(target.service(), target.endpoint(), chance, 1, null, "");
  }

  private static long sleep(YamlTree.Items items) {
    long total = 0;
    for (YamlTree item : items.items()) {
      if (item instanceof YamlTree.Items inner) {
        total += sleep(inner);
      } else if (item instanceof YamlTree.Fields fields
          && fields.get("sleep") instanceof YamlTree.Text text) {
        total += Math.max(0, duration(text.value()));
      }
    }
    return Math.min(total, Units.HOUR);
  }

  /** A duration as Go writes it, at most an hour; -1 when it is none. */
  static long duration(String text) {
    Matcher part = DURATION_PART.matcher(text);
    double nanos = 0;
    int at = 0;
    while (part.find() && part.start() == at) {
      at = part.end();
      long unit =
          switch (part.group(2)) {
            case "h" -> Units.HOUR;
            case "m" -> Units.MINUTE;
            case "s" -> Units.SECOND;
            case "ms" -> Units.MILLISECOND;
            case "ns" -> 1;
            default -> Units.MICROSECOND;
          };
      nanos += Double.parseDouble(part.group(1)) * unit;
    }
    boolean whole = at == text.length() && at > 0;
    return whole || text.equals("0") ? Math.min(Math.round(nanos), Units.HOUR) : -1;
  }

  /** A small whole number; -1 when it is none. */
  static int wholeNumber(String text) {
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
  }

  /** {@code 10%} or {@code 0.1}; -1 when it is neither. */
  static double share(String text) {
    boolean isPercent = text.endsWith("%");
    String digits = isPercent ? text.substring(0, text.length() - 1) : text;
    if (digits.length() > 40 || !digits.matches("\\d*\\.?\\d+|\\d+\\.")) {
      return -1;
    }
    return Double.parseDouble(digits) / (isPercent ? 100 : 1);
  }

  private void bad(YamlTree at, String problem) {
    if (notes != null) {
      notes.tell(
          LearnCode.BAD_VALUE,
          new Position(file, at.line(), at.column(), 1),
          problem,
          "call, sleep, or a list of them",
          "");
    }
  }
}
