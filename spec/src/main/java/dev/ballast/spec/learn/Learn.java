package dev.ballast.spec.learn;

import dev.ballast.kernel.Position;
import dev.ballast.kernel.Units;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Drafts a system file from what was measured or described elsewhere. */
public final class Learn {
  /** A larger input is refused. */
  public static final int BYTES_MAX = 64 * 1024 * 1024;

  /** A larger YAML text is neither read nor written: an isotope graph is small. */
  public static final int YAML_BYTES_MAX = 4 * 1024 * 1024;

  private Learn() {}

  /**
   * Learns from all inputs together; each is recognised by its content. Traces say more than
   * isotope graphs, and those more than dependency exports: only the best kind present is used.
   * Inputs may be anything; what is wrong with them is in the draft's notes.
   */
  public static Draft from(List<Input> inputs) {
    Notes notes = new Notes(inputs);
    Gathered gathered = new Gathered(notes);
    for (Input input : inputs) {
      read(input, gathered);
    }
    String name = inputs.isEmpty() ? "learned" : systemName(inputs.getFirst().name());
    String yaml = "";
    if (!gathered.spans.isEmpty()) {
      ignored(gathered.graphs.size(), "isotope graph", notes);
      ignored(gathered.dependencies.size(), "dependency edge", notes);
      yaml = SketchWriter.write(TraceImporter.sketch(name, gathered.spans, notes));
    } else if (!gathered.graphs.isEmpty()) {
      ignored(gathered.graphs.size() - 1, "further isotope graph", notes);
      ignored(gathered.dependencies.size(), "dependency edge", notes);
      Sketch sketch = new IsotopeImporter(gathered.graphs.getFirst(), notes).sketch(name);
      yaml = sketch.entries().isEmpty() ? "" : SketchWriter.write(sketch);
    } else if (!gathered.dependencies.isEmpty()) {
      yaml = SketchWriter.write(DependencyImporter.sketch(name, gathered.dependencies, notes));
    } else if (inputs.isEmpty()) {
      notes.tell(
          LearnCode.EMPTY, Position.ofFile(name), "nothing to learn from", Notes.READABLE, "");
    }
    if (yaml.length() > YAML_BYTES_MAX) {
      notes.tell(
          LearnCode.TOO_MANY,
          notes.inputs(),
          "the draft would have more than 4 MB",
          "a system of at most a few thousand endpoints",
          "learn from a part of it");
      yaml = "";
    }
    return new Draft(yaml, notes.all());
  }

  private static void ignored(int count, String thing, Notes notes) {
    if (count > 0) {
      notes.tell(
          LearnCode.MIXED,
          notes.inputs(),
          Notes.count(count, thing) + " not used: another input says more",
          "inputs of one kind",
          "learn from them separately");
    }
  }

  private static void read(Input input, Gathered gathered) {
    Position at = Position.ofFile(input.name());
    int length = input.bytes().length;
    if (length > BYTES_MAX) {
      gathered.notes.tell(
          LearnCode.TOO_LARGE,
          at,
          "the file has " + length / 1_048_576 + " MB",
          "at most 64 MB",
          "export a shorter stretch of time");
      return;
    }
    if (startsLikeJson(input.bytes()) && JsonInput.read(input, gathered)) {
      return;
    }
    if (length > YAML_BYTES_MAX) {
      gathered.notes.tell(
          LearnCode.UNKNOWN_FORMAT,
          at,
          "neither JSON nor an isotope graph of at most 4 MB",
          Notes.READABLE,
          "");
      return;
    }
    yaml(input, gathered);
  }

  private static void yaml(Input input, Gathered gathered) {
    Position at = Position.ofFile(input.name());
    try {
      YamlTree root = YamlTree.read(new String(input.bytes(), StandardCharsets.UTF_8));
      boolean isGraph =
          root instanceof YamlTree.Fields fields
              && fields.get("services") instanceof YamlTree.Items;
      if (isGraph) {
        gathered.graphs.add(new Gathered.Graph(input.name(), root));
      } else {
        gathered.notes.tell(
            LearnCode.UNKNOWN_FORMAT, at, "nothing that can be learned from", Notes.READABLE, "");
      }
    } catch (YamlTree.Unreadable unreadable) {
      Position where = new Position(input.name(), unreadable.line, unreadable.column, 1);
      gathered.notes.tell(
          LearnCode.SYNTAX,
          where,
          "neither JSON nor YAML: " + unreadable.getMessage(),
          Notes.READABLE,
          "");
    }
  }

  private static boolean startsLikeJson(byte[] bytes) {
    for (byte b : bytes) {
      switch (b) {
        case '{', '[' -> {
          return true;
        }
        // white space; a byte order mark; the zeros of wide characters
        case ' ',
            '\t',
            '\r',
            '\n',
            (byte) 0xEF,
            (byte) 0xBB,
            (byte) 0xBF,
            (byte) 0xFE,
            (byte) 0xFF,
            0 -> {}
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  /** The file's own name without folder and extension. */
  private static String systemName(String file) {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    int dot = name.indexOf('.');
    String base = Names.identifier(dot > 0 ? name.substring(0, dot) : name);
    return base.equals("x") ? "learned" : base;
  }

  /** What is assumed of a service of which only calls are known. */
  static final String ASSUMED_WORK = Times.lognormal(2 * Units.MILLISECOND, 10 * Units.MILLISECOND);
}
