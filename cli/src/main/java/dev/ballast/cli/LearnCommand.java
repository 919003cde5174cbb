package dev.ballast.cli;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Position;
import dev.ballast.kernel.Severity;
import dev.ballast.spec.learn.Draft;
import dev.ballast.spec.learn.Learn;
import dev.ballast.spec.text.DiagnosticText;
import dev.ballast.spec.text.SourceText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ballast learn}: a first system file, from what was measured or described elsewhere. */
@Command(
    name = "learn",
    description =
        "Draft a system file from Jaeger or OTLP traces, a Jaeger dependency export or an isotope"
            + " service graph. What cannot be known is marked as assumed.",
    footer = "%nExits with 0 when there is a draft, 65 when an input cannot be used.")
final class LearnCommand implements Callable<Integer> {
  @Mixin private Common.Colour colour = new Common.Colour();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write the draft to a new file instead of stdout.")
  private @Nullable Path output;

  @Parameters(paramLabel = "INPUT", arity = "1..*", description = "Files to learn from.")
  private List<Path> inputs = List.of();

  @Override
  public Integer call() throws BadInputException, IOException {
    Terminal terminal = colour.terminal();
    List<dev.ballast.spec.learn.Input> read = new ArrayList<>();
    for (Path input : inputs) {
      read.add(new dev.ballast.spec.learn.Input(input.toString(), bytes(input)));
    }
    Draft draft = Learn.from(read);
    if (draft.hasErrors() || !draft.isUsable()) {
      throw new BadInputException(draft.notes(), SourceText.of("", ""));
    }
    for (Diagnostic note : draft.notes()) {
      terminal.note(DiagnosticText.of(note, SourceText.of("", ""), terminal.hasErrColour()));
    }
    if (output == null) {
      terminal.print(draft.yaml());
    } else {
      write(output, draft.yaml());
      terminal.note("wrote " + output + "; prove it with: ballast prove " + output);
    }
    return ExitStatus.PASS;
  }

  private static byte[] bytes(Path path) throws BadInputException {
    try (InputStream stream = Files.newInputStream(path)) {
      return stream.readNBytes(Learn.BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw problem(path, "there is no file " + path, "name a file that exists");
    } catch (IOException e) {
      throw problem(path, "cannot read " + path, "name a readable file, not a directory");
    }
  }

  private static void write(Path path, String text) throws BadInputException, IOException {
    try {
      Files.writeString(path, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw problem(path, path + " exists already", "name a new file, or move the old one away");
    }
  }

  private static BadInputException problem(Path path, String problem, String fix) {
    Diagnostic diagnostic =
        new Diagnostic(
            "FILE001", Severity.ERROR, Position.ofFile(path.toString()), problem, "", fix);
    return new BadInputException(List.of(diagnostic), SourceText.of("", ""));
  }
}
