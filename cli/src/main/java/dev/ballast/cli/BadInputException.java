package dev.ballast.cli;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.spec.text.DiagnosticText;
import dev.ballast.spec.text.SourceText;
import java.util.List;

/** An input that cannot be used, with everything that is wrong with it. */
final class BadInputException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;
  private final transient SourceText source;

  BadInputException(List<Diagnostic> diagnostics, SourceText source) {
    super(diagnostics.getFirst().problem());
    this.diagnostics = List.copyOf(diagnostics);
    this.source = source;
  }

  List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  String rendered(boolean colour) {
    return DiagnosticText.of(diagnostics, source, colour);
  }
}
