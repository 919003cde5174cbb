package dev.ballast.spec;

import dev.ballast.kernel.Severity;
import dev.ballast.spec.grammar.Assembly;
import dev.ballast.spec.grammar.Key;
import dev.ballast.spec.grammar.Schema;
import dev.ballast.spec.learn.LearnCode;
import dev.ballast.spec.text.Code;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Pages of {@code docs} that are written from the code. */
final class Documents {
  private Documents() {}

  static String diagnostics() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Diagnostics

        Every problem that Ballast finds in its input has a stable code. `FILE` codes are about a file as a whole, `SPEC`
        codes come from reading a system file, `CHECK` codes from what follows from it, `LEARN` codes from what `learn`
        reads. An *error* ends with exit status 65; *warnings* and *notes* do not stop anything. This page is written from
        the code; a test keeps it so.

        | code | severity | meaning |
        |---|---|---|
        """);
    for (Code code : Code.values()) {
      row(page, code.name(), code.severity(), code.meaning());
    }
    for (LearnCode code : LearnCode.values()) {
      row(page, code.code(), code.severity(), code.meaning());
    }
    return page.toString();
  }

  private static void row(StringBuilder page, String code, Severity severity, String meaning) {
    page.append("| ").append(code);
    page.append(" | ").append(severity.name().toLowerCase(Locale.ROOT));
    page.append(" | ").append(meaning).append(" |\n");
  }

  /** Every key, from the table that the parser reads by. */
  static String systemFile() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # The system file: every key

        One file describes a system. Unknown keys are refused, values carry units, and what is left out has the
        default named here; `ballast check --effective FILE` prints a file with all of them filled in. Editors complete
        and validate it with [the JSON Schema](schema/ballast-1.schema.json). This page is written from the code; a test
        keeps it so.

        Three things may be written without quotes although plain YAML would want them: the parameters of a path
        (`{route: GET /play/{title}, p99: 1s}`), the star of a pattern (`* -> license:`), and the commas and colons of a
        distribution (`{work: uniform(1ms, 5ms)}`). Quote them where other tools read the file too. Anchors, aliases and
        tags are not used.
        """);
    section("The file", Assembly.schema(), page, new HashSet<>());
    return page.toString();
  }

  private static void section(String title, Schema schema, StringBuilder page, Set<String> seen) {
    switch (schema) {
      case Schema.Fields fields -> fields(title, fields, page, seen);
      case Schema.OneOf(var choices) -> choices.forEach(c -> section(title, c, page, seen));
      case Schema.ListOf(var items, var _) -> section(title, items, page, seen);
      case Schema.Dictionary(var _, var values) -> section(title, values, page, seen);
      case Schema.Named(var name, var target) -> {
        if (seen.add(name)) {
          section(title, target.get(), page, seen);
        }
      }
      case Schema.Text _, Schema.Words _, Schema.Numeric _, Schema.Truth _ -> {}
    }
  }

  /** Where several maps may stand in one place, the key that tells which it is. */
  private static String heading(String title, Schema.Fields fields) {
    Key<?> first = fields.keys().getFirst();
    boolean isOneOfSeveral = title.endsWith("`at`") || title.endsWith("`endpoints`");
    return isOneOfSeveral && first.required() ? title + " / `" + first.name() + "`" : title;
  }

  private static void fields(
      String title, Schema.Fields fields, StringBuilder page, Set<String> seen) {
    String heading = heading(title, fields);
    if (!seen.add(heading)) {
      return; // a list of what may also stand alone
    }
    page.append("\n## ").append(heading).append("\n\n").append(fields.about());
    page.append("\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
    for (Key<?> key : fields.keys()) {
      String otherwise = key.defaultText() == null ? "" : "`" + key.defaultText() + "`";
      page.append("| `").append(key.name()).append("` | ").append(key.type().expected());
      page.append(" | ").append(key.required() ? "required" : otherwise);
      page.append(" | ").append(key.about()).append(" |\n");
    }
    for (Key<?> key : fields.keys()) {
      String parent = title.equals("The file") ? "" : title + " / ";
      section(parent + "`" + key.name() + "`", key.type().schema(), page, seen);
    }
  }
}
