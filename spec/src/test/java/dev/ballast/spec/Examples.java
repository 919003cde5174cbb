package dev.ballast.spec;

import dev.ballast.spec.text.NearbyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The example systems in the project's root. */
final class Examples {
  /** Tests run in the module's directory. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** The tables that examples replay. */
  static final NearbyFiles TABLES =
      (path, bytesMax) -> Files.readAllBytes(ROOT.resolve("examples/load").resolve(path));

  private Examples() {}

  /** Every system file below {@code examples}, in a fixed order. */
  static List<Path> all() {
    try (Stream<Path> files = Files.walk(ROOT.resolve("examples"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those that are right. */
  static List<Path> right() {
    return all().stream().filter(f -> !f.endsWith("wrong/wrong.yaml")).toList();
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the user would name it in the project's root. */
  static String name(Path file) {
    return ROOT.relativize(file).toString();
  }
}
