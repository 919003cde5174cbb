package dev.ballast.spec.learn;

import dev.ballast.kernel.Severity;

/**
 * Every kind of remark that {@code learn} makes about its inputs. {@code docs/diagnostics.md} is
 * written from this list.
 */
public enum LearnCode {
  TOO_LARGE("LEARN001", Severity.ERROR, "The input is larger than the largest that is read."),
  SYNTAX("LEARN002", Severity.ERROR, "The input is neither JSON nor YAML."),
  UNKNOWN_FORMAT("LEARN003", Severity.ERROR, "The input is nothing that can be learned from."),
  EMPTY("LEARN004", Severity.ERROR, "There is nothing in it to learn from."),
  MIXED(
      "LEARN005",
      Severity.WARNING,
      "Inputs of several kinds: only those of the kind that says most are used."),
  TOO_MANY("LEARN006", Severity.ERROR, "The graph or the draft would be too large."),
  LEFT_OUT(
      "LEARN007",
      Severity.WARNING,
      "More spans, services or operations than are told apart: the rest is left out or put"
          + " together."),
  CUT_SHORT(
      "LEARN008", Severity.WARNING, "The JSON breaks off; what stands before the break was read."),
  SKIPPED(
      "LEARN010",
      Severity.WARNING,
      "Entries that lack an id, a time or a count, or hold none that can be read."),
  DUPLICATE("LEARN011", Severity.WARNING, "Spans with an id that was already taken; dropped."),
  NO_PARENT(
      "LEARN012",
      Severity.WARNING,
      "Spans whose parent is missing; taken for places where requests enter."),
  PARENT_CYCLE("LEARN013", Severity.WARNING, "Spans that descend from themselves; cut there."),
  SKEW(
      "LEARN014",
      Severity.WARNING,
      "Calls outside of their caller's span, because clocks differ; shifted or cut to fit."),
  ASYNCHRONOUS(
      "LEARN015",
      Severity.NOTE,
      "Work that nobody waited for, such as messages; it enters by routes of its own."),
  UNSEEN_CALLEE(
      "LEARN016",
      Severity.NOTE,
      "Calls to something that writes no spans: it becomes a service whose work is the time its"
          + " callers saw."),
  TOO_DEEP("LEARN017", Severity.WARNING, "A cycle of calls goes deeper than is told apart."),
  CYCLE_BROKEN(
      "LEARN020",
      Severity.WARNING,
      "Services call each other in a cycle, and the input does not tell their endpoints apart: the"
          + " edge with the fewest calls leads to an endpoint that calls nobody."),
  CYCLE_RESOLVED(
      "LEARN021", Severity.NOTE, "A cycle of services or operations that the traces take apart."),
  BAD_VALUE("LEARN022", Severity.WARNING, "A value that cannot be used; it is left out."),
  ASSUMED_ROOTS("LEARN023", Severity.NOTE, "Where requests enter is concluded from who is called."),
  FEW_SAMPLES(
      "LEARN024",
      Severity.NOTE,
      "Endpoints with fewer executions than a distribution can be taken from: the spread of their"
          + " work is assumed.");

  private final String code;
  private final Severity severity;
  private final String meaning;

  LearnCode(String code, Severity severity, String meaning) {
    this.code = code;
    this.severity = severity;
    this.meaning = meaning;
  }

  /** The stable name, such as {@code LEARN001}. */
  public String code() {
    return code;
  }

  /** How much such a remark matters. */
  public Severity severity() {
    return severity;
  }

  /** What such a remark says, in full sentences. */
  public String meaning() {
    return meaning;
  }
}
