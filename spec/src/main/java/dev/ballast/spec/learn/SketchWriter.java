package dev.ballast.spec.learn;

import dev.ballast.kernel.Units;
import java.util.List;
import java.util.Locale;

/** Writes a {@link Sketch} as the text of a system file. */
final class SketchWriter {
  private final StringBuilder out = new StringBuilder();
  private final Names taken = new Names();

  private SketchWriter() {}

  static String write(Sketch sketch) {
    SketchWriter writer = new SketchWriter();
    writer.system(sketch);
    return writer.out.toString();
  }

  private void system(Sketch sketch) {
    sketch.header().forEach(text -> line(0, "# " + text));
    line(0, "");
    line(0, "ballast: 1");
    line(0, "system: " + sketch.name());
    line(0, "");
    if (sketch.networkNanos() > 0) {
      String delay = Units.duration(sketch.networkNanos());
      line(0, "network:", "half of what client spans last longer than their server spans");
      line(1, "within-zone: " + delay);
      line(1, "between-zones: " + delay);
      line(0, "");
    }
    line(0, "services:");
    sketch.services().forEach(service -> taken.id(service.id()));
    line(1, taken.id("(edge)") + ":", "generated: users' requests enter here");
    line(2, "gateway:");
    line(3, "routes:");
    for (Sketch.Entry entry : sketch.entries()) {
      line(4, "- " + entry.route() + " -> " + entry.service() + "." + entry.endpoint());
    }
    sketch.services().forEach(this::service);
    line(0, "");
    line(0, "policies:");
    line(1, "\"* -> *\": {timeout: " + Units.duration(sketch.timeoutNanos()) + "}", "assumed");
    line(0, "");
    objectives(sketch.entries());
  }

  private void service(Sketch.Service service) {
    line(0, "");
    line(1, service.id() + ":", service.remark());
    line(2, "replicas: " + service.replicas().count(), service.replicas().remark());
    line(2, "workers: 64", "assumed");
    line(2, "endpoints:");
    for (Sketch.Endpoint endpoint : service.endpoints()) {
      line(3, endpoint.id() + ":", endpoint.remark());
      steps("        ", "        ", endpoint.steps());
    }
  }

  /** Writes a list of steps; the first line starts with {@code first}, the others with indent. */
  private void steps(String first, String indent, List<Sketch.Step> steps) {
    if (steps.isEmpty()) {
      text(first + "- work: 0s", "");
    }
    for (Sketch.Step step : steps) {
      step(first + "- ", indent + "  ", step);
      first = indent;
    }
  }

  private void step(String first, String indent, Sketch.Step step) {
    switch (step) {
      case Sketch.Step.Work work -> text(first + "work: " + work.time(), work.remark());
      case Sketch.Step.Fails fails ->
          text(first + "fails: " + Units.percent(fails.share()), fails.remark());
      case Sketch.Step.Call call -> {
        text(first + "call: " + call.service() + "." + call.endpoint(), call.remark());
        if (call.chance() < 1) {
          text(indent + "chance: " + Units.percent(call.chance()), "");
        }
        if (call.times() > 1) {
          text(indent + "times: " + call.times(), "");
        }
        if (call.otherwise() != null) {
          text(indent + "else: " + call.otherwise(), "its callers answered although it failed");
        }
      }
      case Sketch.Step.Together together -> {
        text(first + "together:", together.remark());
        String inner = indent + "  ";
        for (List<Sketch.Step> branch : together.branches()) {
          if (branch.size() == 1) {
            step(inner + "- ", inner + "  ", branch.getFirst());
          } else {
            steps(inner + "- ", inner + "  ", branch);
          }
        }
      }
    }
  }

  private void objectives(List<Sketch.Entry> entries) {
    Names objectives = new Names();
    line(0, "objectives:");
    for (Sketch.Entry entry : entries) {
      line(1, objectives.id(objectiveFor(entry)) + ":", entry.target().remark());
      line(2, "route: " + entry.route());
      line(2, "success: " + Units.percent(entry.target().success()));
      if (entry.target().p99Nanos() > 0) {
        line(2, "p99: " + Units.duration(entry.target().p99Nanos()));
      }
    }
    line(0, "");
    line(0, "experiments:");
    line(1, "steady:");
    line(2, "load:");
    for (Sketch.Entry entry : entries) {
      line(3, entry.route() + ": " + rate(entry.perSecond()), entry.loadRemark());
    }
    line(2, "warm-up: 5s");
    line(2, "for: 60s");
    line(2, "expect:");
    Names again = new Names();
    for (Sketch.Entry entry : entries) {
      line(3, "- " + again.id(objectiveFor(entry)));
    }
  }

  private static String objectiveFor(Sketch.Entry entry) {
    return entry.service() + "-" + entry.endpoint() + "-answers";
  }

  private static String rate(double perSecond) {
    double shown = Math.max(0.01, perSecond);
    String text = String.format(Locale.ROOT, shown >= 100 ? "%.1f" : "%.2f", shown);
    return text.replaceAll("\\.?0+$", "") + "/s";
  }

  private void line(int depth, String text) {
    line(depth, text, "");
  }

  private void line(int depth, String text, String remark) {
    text(text.isEmpty() ? "" : "  ".repeat(depth) + text, remark);
  }

  private void text(String line, String remark) {
    out.append(line);
    if (!remark.isEmpty()) {
      out.append("  # ").append(remark);
    }
    out.append('\n');
  }
}
