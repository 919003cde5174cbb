package dev.ballast.spec.learn;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Severity;
import java.util.ArrayList;
import java.util.List;

/** Everything worth telling about the inputs, with the code of each kind of remark. */
final class Notes {
  static final String TOO_LARGE = "LEARN001";
  static final String SYNTAX = "LEARN002";
  static final String UNKNOWN_FORMAT = "LEARN003";
  static final String EMPTY = "LEARN004";
  static final String MIXED = "LEARN005";
  static final String TOO_MANY = "LEARN006";
  static final String SKIPPED = "LEARN010";
  static final String DUPLICATE = "LEARN011";
  static final String NO_PARENT = "LEARN012";
  static final String PARENT_CYCLE = "LEARN013";
  static final String SKEW = "LEARN014";
  static final String ASYNCHRONOUS = "LEARN015";
  static final String UNSEEN_CALLEE = "LEARN016";
  static final String TOO_DEEP = "LEARN017";
  static final String CYCLE_BROKEN = "LEARN020";
  static final String CYCLE_RESOLVED = "LEARN021";
  static final String BAD_VALUE = "LEARN022";
  static final String ASSUMED_ROOTS = "LEARN023";
  static final String FEW_SAMPLES = "LEARN024";

  static final String READABLE =
      "a Jaeger dependency export, Jaeger traces, OTLP JSON traces, or an isotope service graph";

  private final List<Diagnostic> all = new ArrayList<>();
  private final Position inputs;

  Notes(List<Input> inputs) {
    this.inputs = Position.ofFile(inputs.size() == 1 ? inputs.getFirst().name() : "inputs");
  }

  /** Where a remark belongs that is about all inputs together. */
  Position inputs() {
    return inputs;
  }

  void error(String code, Position at, String problem, String expected, String fix) {
    all.add(new Diagnostic(code, Severity.ERROR, at, problem, expected, fix));
  }

  void warning(String code, Position at, String problem, String expected, String fix) {
    all.add(new Diagnostic(code, Severity.WARNING, at, problem, expected, fix));
  }

  void note(String code, Position at, String problem, String fix) {
    all.add(new Diagnostic(code, Severity.NOTE, at, problem, "", fix));
  }

  List<Diagnostic> all() {
    return all;
  }

  /** {@code 1 span}, {@code 2 spans}. */
  static String count(long n, String thing) {
    return n + " " + thing + (n == 1 ? "" : "s");
  }
}
