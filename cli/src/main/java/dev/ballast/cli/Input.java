package dev.ballast.cli;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Severity;
import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.Spec;
import dev.ballast.spec.SpecResult;
import dev.ballast.spec.text.DiagnosticText;
import dev.ballast.spec.text.NearbyFiles;
import dev.ballast.spec.text.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A system file that could be read and checked.
 *
 * @param file as the user named it
 * @param diagnostics of reading and checking, none of them an error
 */
record Input(String file, SystemModel model, List<Diagnostic> diagnostics, SourceText source) {

  /** Reads and checks a file. */
  static Input load(Path path) throws BadInputException {
    String file = path.toString();
    try (InputStream stream = Files.newInputStream(path)) {
      return of(file, stream.readNBytes(Spec.BYTES_MAX + 1), beside(path));
    } catch (NoSuchFileException e) {
      throw unreadable(file, "there is no file " + file, "name a system file that exists");
    } catch (IOException e) {
      String why = Files.isDirectory(path) ? "it is a directory" : String.valueOf(e.getMessage());
      throw unreadable(file, "cannot read " + file + ": " + why, "name a readable system file");
    }
  }

  /** Checks what a file holds. */
  static Input of(String file, byte[] bytes, NearbyFiles files) throws BadInputException {
    return of(file, Spec.read(file, bytes, files));
  }

  /** Checks the text of a file. */
  static Input of(String file, String text, NearbyFiles files) throws BadInputException {
    return of(file, Spec.read(file, text, files));
  }

  private static Input of(String file, SpecResult read) throws BadInputException {
    SystemModel model = read.model();
    if (model == null) {
      throw new BadInputException(read.diagnostics(), read.source());
    }
    return new Input(file, model, read.diagnostics(), read.source());
  }

  /** The same system, whose proxies take this of each message. */
  Input withHop(Distribution hop) {
    return new Input(file, model.withNetwork(model.network().withHop(hop)), diagnostics, source);
  }

  /** The files in the directory of a system file, and below it; links lead nowhere else. */
  static NearbyFiles beside(Path systemFile) {
    return (name, bytesMax) -> {
      Path path = systemFile.resolveSibling(name);
      if (!Files.exists(path)) {
        throw new IOException("there is no such file beside " + systemFile);
      }
      if (!Files.isRegularFile(path)) {
        throw new IOException("it is not a regular file");
      }
      if (!path.toRealPath().startsWith(systemFile.resolveSibling(".").toRealPath())) {
        throw new IOException("it is a link to another directory");
      }
      try (InputStream stream = Files.newInputStream(path)) {
        return stream.readNBytes(bytesMax);
      }
    };
  }

  /** A file that cannot be used, with one reason and one fix. */
  static BadInputException unreadable(String file, String problem, String fix) {
    Diagnostic diagnostic =
        new Diagnostic("FILE001", Severity.ERROR, Position.ofFile(file), problem, "", fix);
    return new BadInputException(List.of(diagnostic), SourceText.of(file, ""));
  }

  /** The file is read well, and cannot be used for what was asked. */
  BadInputException refuse(String problem, String fix) {
    return unreadable(file, problem, fix);
  }

  /** The experiment of this name, with its warm-up found where the file leaves that open. */
  Experiment experiment(String name) throws BadInputException {
    return WarmUps.found(model, stated(name));
  }

  /** The experiment of this name, as the file states it. */
  Experiment stated(String name) throws BadInputException {
    for (Experiment experiment : model.experiments()) {
      if (experiment.name().equals(name)) {
        return experiment;
      }
    }
    List<String> known = model.experiments().stream().map(Experiment::name).toList();
    throw unreadable(
        file,
        "there is no experiment `" + name + "` in " + model.name(),
        known.isEmpty()
            ? "describe one under `experiments`"
            : "one of " + String.join(", ", known));
  }

  /** The experiments asked for: all of them when no name is given. */
  List<Experiment> experiments(List<String> names) throws BadInputException {
    if (model.experiments().isEmpty()) {
      throw unreadable(
          file,
          "the file describes no experiment, so there is nothing to prove",
          "add one under `experiments`: a load, how long, and what is expected");
    }
    if (names.isEmpty()) {
      return model.experiments().stream().map(e -> WarmUps.found(model, e)).toList();
    }
    List<Experiment> chosen = new ArrayList<>();
    for (String name : names) {
      chosen.add(experiment(name));
    }
    return chosen;
  }

  /** The warnings and notes as people read them; empty when there are none. */
  String rendered(boolean colour) {
    return DiagnosticText.of(diagnostics, source, colour);
  }
}
