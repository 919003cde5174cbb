package dev.ballast.cli.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads a part, one line at a time, so that its length does not matter. */
final class PartReader implements AutoCloseable {
  /** The longest line: the system file is at most a twelfth of it, a repetition far less. */
  static final int LINE_BYTES_MAX = 64 * 1024 * 1024;

  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String NAME_PARTS = "name files that `ballast prove --shard` wrote";
  private static final String MAKE_AGAIN = "make this part again";

  private final String file;
  private final InputStream in;
  private final MessageDigest digest = Sha256.digest();
  private final PartHeader header;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int limit;
  private int repetitions;

  /** Opens a part and reads its header. */
  static PartReader open(Path path) throws PartException {
    String file = path.toString();
    if (Files.isDirectory(path)) {
      throw new PartException(file, file + " is no part: it is a directory", NAME_PARTS);
    }
    try {
      InputStream in = Files.newInputStream(path);
      try {
        return new PartReader(file, in);
      } catch (PartException e) {
        in.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new PartException(file, "there is no file " + file, NAME_PARTS);
    } catch (IOException e) {
      throw new PartException(file, "cannot read " + file + ": " + e.getMessage(), NAME_PARTS);
    }
  }

  private PartReader(String file, InputStream in) throws PartException {
    this.file = file;
    this.in = in;
    String line = counted();
    try {
      JsonNode tree = PartText.tree(line);
      JsonNode format = tree.path("ballast_part");
      if (!format.isInt() || format.intValue() != PartHeader.FORMAT) {
        throw new PartException(
            file,
            format.isInt()
                ? file + " has format " + format.intValue() + "; this Ballast reads 1"
                : file + " is not a part of a study",
            "name files that `ballast prove --shard` of this version wrote");
      }
      header = PartText.read(tree, PartHeader.class);
    } catch (JacksonException e) {
      throw new PartException(
          file, file + " is not a part of a study, or its first line was changed", NAME_PARTS);
    }
  }

  String file() {
    return file;
  }

  PartHeader header() {
    return header;
  }

  /** The next repetition, which must be this one and have this shape. */
  PartText.Line next(String experiment, int repetition, Shape shape) throws PartException {
    String text = counted();
    repetitions++;
    String what = "repetition " + (repetition + 1) + " of " + experiment;
    try {
      JsonNode tree = PartText.tree(text);
      if (tree.path("repetition").asInt(-1) != repetition
          || !tree.path("experiment").asString("").equals(experiment)) {
        throw damaged(what + " is not where it was");
      }
      if (shape.isOf(tree.path("record"))) {
        PartText.Line line = PartText.read(tree, PartText.Line.class);
        if (line.calls() >= 0 && Shape.isPossible(line.record())) {
          return line;
        }
      }
    } catch (JacksonException e) {
      // told below
    }
    throw damaged(what + " is none that such a run can give");
  }

  /** Passes by a repetition that is not needed. */
  void skip() throws PartException {
    counted();
    repetitions++;
  }

  /** What comes now must be the end, and all that was read be what was written. */
  void end() throws PartException {
    String sha256 = Sha256.hex(digest);
    String text = counted();
    try {
      PartText.End end = PartText.read(PartText.tree(text), PartText.End.class);
      if (end.repetitions() == repetitions && end.sha256().equals(sha256) && line() == null) {
        return;
      }
    } catch (JacksonException e) {
      // told below
    }
    throw damaged("its checksum does not fit");
  }

  /** A part that is not as it was written. */
  PartException damaged(String how) {
    return new PartException(file, file + " is damaged: " + how, MAKE_AGAIN);
  }

  private String counted() throws PartException {
    byte[] line = line();
    if (line == null) {
      throw new PartException(file, file + " ends before it is whole", MAKE_AGAIN);
    }
    digest.update(line);
    return new String(line, 0, line.length - 1, UTF_8);
  }

  /** A line with its end; null at the end of the file, also within a line. */
  private byte @Nullable [] line() throws PartException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      while (at < limit || fill()) {
        int from = at;
        while (at < limit && buffer[at] != '\n') {
          at++;
        }
        boolean isWhole = at < limit;
        at += isWhole ? 1 : 0;
        line.write(buffer, from, at - from);
        if (isWhole) {
          return line.toByteArray();
        }
        if (line.size() >= LINE_BYTES_MAX) {
          throw damaged("a line is longer than any line of a part");
        }
      }
    } catch (IOException e) {
      throw new PartException(file, "cannot read " + file + ": " + e.getMessage(), MAKE_AGAIN);
    }
    return null;
  }

  private boolean fill() throws IOException {
    at = 0;
    limit = Math.max(0, in.read(buffer));
    return limit > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
