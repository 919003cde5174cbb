package dev.ballast.spec.learn;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Position;
import java.util.ArrayList;
import java.util.List;

/** Everything worth telling about the inputs. */
final class Notes {
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

  void tell(LearnCode code, Position at, String problem, String fix) {
    tell(code, at, problem, "", fix);
  }

  void tell(LearnCode code, Position at, String problem, String expected, String fix) {
    all.add(new Diagnostic(code.code(), code.severity(), at, problem, expected, fix));
  }

  List<Diagnostic> all() {
    return all;
  }

  /** {@code 1 span}, {@code 2 spans}. */
  static String count(long n, String thing) {
    return n + " " + thing + (n == 1 ? "" : "s");
  }
}
