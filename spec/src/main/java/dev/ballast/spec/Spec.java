package dev.ballast.spec;

import dev.ballast.kernel.Position;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.check.Checks;
import dev.ballast.spec.grammar.Assembly;
import dev.ballast.spec.grammar.Reading;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NearbyFiles;
import dev.ballast.spec.text.Positions;
import dev.ballast.spec.text.Problems;
import dev.ballast.spec.text.SourceText;
import dev.ballast.spec.yaml.Node;
import dev.ballast.spec.yaml.Yaml;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads system files. Every mistake becomes a diagnostic, all of them at once; nothing is thrown
 * whatever the input.
 */
public final class Spec {
  /** The largest file that is read, in bytes. Ask for one more to know that a file is larger. */
  public static final int BYTES_MAX = 5 * 1024 * 1024;

  private Spec() {}

  /**
   * Reads the bytes of a file.
   *
   * @param file its name, as diagnostics are to show it
   * @param bytes all of them, or the first {@link #BYTES_MAX} + 1
   */
  public static SpecResult read(String file, byte[] bytes) {
    return read(file, bytes, NearbyFiles.NONE);
  }

  /**
   * Reads the bytes of a file that may name others.
   *
   * @param file its name, as diagnostics are to show it
   * @param bytes all of them, or the first {@link #BYTES_MAX} + 1
   * @param files the files that it may name
   */
  public static SpecResult read(String file, byte[] bytes, NearbyFiles files) {
    if (bytes.length > BYTES_MAX) {
      return tooLarge(file);
    }
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer text = CharBuffer.allocate(bytes.length);
    CoderResult end = decoder.decode(ByteBuffer.wrap(bytes), text, true);
    String decoded = text.flip().toString();
    String withoutMark = decoded.startsWith("\ufeff") ? decoded.substring(1) : decoded;
    if (end.isError()) {
      SourceText source = SourceText.of(file, withoutMark);
      return failed(
          source,
          Code.SPEC002,
          source.at(withoutMark.length(), 1),
          "the file is not text: a byte here is not UTF-8",
          "save the file as plain UTF-8 text");
    }
    return read(file, withoutMark, files);
  }

  /** Reads the text of a file. */
  public static SpecResult read(String file, String text) {
    return read(file, text, NearbyFiles.NONE);
  }

  /** Reads the text of a file that may name others. */
  public static SpecResult read(String file, String text, NearbyFiles files) {
    if (text.length() > BYTES_MAX) {
      return tooLarge(file);
    }
    SourceText source = SourceText.of(file, text);
    Positions positions = new Positions(file);
    Problems problems = new Problems();
    Node root = Yaml.parse(source, problems);
    SystemModel model = root == null ? null : model(root, problems, positions, files);
    if (model == null && !problems.hasErrors()) {
      throw new IllegalStateException("expected a model or an error, found neither");
    }
    return new SpecResult(
        problems.hasErrors() ? null : model, problems.sorted(), source, positions);
  }

  private static @Nullable SystemModel model(
      Node root, Problems problems, Positions positions, NearbyFiles files) {
    Reading reading = new Reading(problems, files);
    SystemModel model = Assembly.read(root, reading, positions);
    if (model != null) {
      Checks.of(model, positions, reading.incomplete(), problems);
    }
    return model;
  }

  private static SpecResult tooLarge(String file) {
    return failed(
        SourceText.of(file, ""),
        Code.SPEC001,
        Position.ofFile(file),
        "the file is larger than " + BYTES_MAX / (1024 * 1024) + " MB",
        "name the right file, or split the system");
  }

  private static SpecResult failed(
      SourceText source, Code code, Position at, String problem, String fix) {
    Problems problems = new Problems();
    problems.add(code, at, problem, "", fix);
    return new SpecResult(null, problems.sorted(), source, new Positions(source.file()));
  }
}
