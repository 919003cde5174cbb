package dev.ballast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.observation.RunRecord;
import dev.ballast.report.RecordJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What one run leaves behind: {@code runs/<system>/<experiment>/<start>/}. */
final class RunDirectory {
  private static final DateTimeFormatter START =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Path directory;

  private RunDirectory(Path directory) {
    this.directory = directory;
  }

  /** A new, empty directory for a run that starts now. */
  static RunDirectory create(Path runs, String system, String experiment) throws IOException {
    Path parent = runs.resolve(safe(system)).resolve(safe(experiment));
    Files.createDirectories(parent);
    String start = START.format(Instant.now());
    for (int i = 0; ; i++) {
      Path directory = parent.resolve(i == 0 ? start : start + "-" + i);
      try {
        Files.createDirectory(directory);
        return new RunDirectory(directory);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        if (i == 100) {
          throw e;
        }
      }
    }
  }

  /**
   * Writes everything that a judged run leaves.
   *
   * @return the report
   */
  Path keep(String verdict, String effectiveYaml, RunRecord observations, String html)
      throws IOException {
    write("verdict.json", verdict);
    Path report = write("report.html", html);
    keep(effectiveYaml, observations);
    return report;
  }

  /**
   * Writes what a search leaves, and makes {@code latest} point to it.
   *
   * @return the report
   */
  Path keepSearch(String verdict, String effectiveYaml, String html) throws IOException {
    write("verdict.json", verdict);
    write("effective.yaml", effectiveYaml);
    Path report = write("report.html", html);
    markLatest();
    return report;
  }

  /** Writes what every run leaves, and makes {@code latest} point to it. */
  void keep(String effectiveYaml, RunRecord observations) throws IOException {
    write("effective.yaml", effectiveYaml);
    write("observations.json", RecordJson.of(observations));
    markLatest();
  }

  /** Names come from a file: they must not lead out of the directory. */
  private static String safe(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return plain.startsWith(".") || plain.isEmpty() ? "_" + plain : plain;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text, UTF_8);
  }

  /** In one step, so that there is a latest run at any moment. */
  private void markLatest() throws IOException {
    Path parent = directory.resolveSibling("latest");
    Path fresh = directory.resolveSibling("." + directory.getFileName() + ".latest");
    Files.createSymbolicLink(fresh, directory.getFileName());
    Files.move(fresh, parent, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  Path path() {
    return directory;
  }
}
