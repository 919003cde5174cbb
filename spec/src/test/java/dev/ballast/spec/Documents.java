package dev.ballast.spec;

import dev.ballast.spec.text.Code;
import java.util.Locale;

/** Pages of {@code docs} that are written from the code. */
final class Documents {
  private Documents() {}

  static String diagnostics() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Diagnostics

        Every problem that Ballast finds in a system file has a stable code. `SPEC` codes come from reading
        the text, `CHECK` codes from what follows from it. An *error* ends with exit status 65; *warnings* and
        *notes* do not stop anything. This page is written from the code; a test keeps it so.

        | code | severity | meaning |
        |---|---|---|
        """);
    for (Code code : Code.values()) {
      page.append("| ")
          .append(code.name())
          .append(" | ")
          .append(code.severity().name().toLowerCase(Locale.ROOT))
          .append(" | ")
          .append(code.meaning())
          .append(" |\n");
    }
    return page.toString();
  }
}
