package dev.ballast.spec;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Severity;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.text.DiagnosticText;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.SourceText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reading a system file gave.
 *
 * @param model the system, with all defaults; null exactly when a diagnostic is an error
 * @param diagnostics everything found: errors first, then warnings, then notes
 * @param source the text, for showing diagnostics
 * @param positions where the parts of the model stand
 */
public record SpecResult(
    @Nullable SystemModel model,
    List<Diagnostic> diagnostics,
    SourceText source,
    Positions positions) {
  public SpecResult {
    diagnostics = List.copyOf(diagnostics);
    boolean hasErrors = diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
    if (hasErrors != (model == null)) {
      throw new IllegalArgumentException("a model exists exactly when there is no error");
    }
  }

  /** The diagnostics as people read them; empty when there are none. */
  public String rendered(boolean colour) {
    return DiagnosticText.of(diagnostics, source, colour);
  }
}
