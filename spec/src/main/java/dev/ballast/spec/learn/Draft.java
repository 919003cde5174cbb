package dev.ballast.spec.learn;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Severity;
import java.util.List;

/**
 * What was learned.
 *
 * @param yaml a commented system file, or empty when nothing could be learned
 * @param notes what could not be read (errors), what was read with a doubt (warnings), and what was
 *     concluded or assumed (notes)
 */
public record Draft(String yaml, List<Diagnostic> notes) {
  public Draft {
    notes = List.copyOf(notes);
  }

  /** True when there is a system file. */
  public boolean isUsable() {
    return !yaml.isEmpty();
  }

  /** True when some input could not be used. */
  public boolean hasErrors() {
    return notes.stream().anyMatch(note -> note.severity() == Severity.ERROR);
  }
}
