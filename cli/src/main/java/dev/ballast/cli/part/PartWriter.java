package dev.ballast.cli.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.observation.RunRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;

/**
 * Writes a part, line by line: its header, its repetitions by experiment and then by number, its
 * end. The file has its name only when it is whole.
 */
public final class PartWriter implements AutoCloseable {
  private final Path file;
  private final Path unfinished;
  private final DigestOutputStream out;
  private int repetitions;

  /** Begins a part. */
  public PartWriter(Path file, PartHeader header) throws IOException {
    this.file = file;
    unfinished = file.resolveSibling("." + file.getFileName() + ".unfinished");
    OutputStream stream = new BufferedOutputStream(Files.newOutputStream(unfinished));
    out = new DigestOutputStream(stream, Sha256.digest());
    write(PartText.of(header));
  }

  /** Adds the next repetition. */
  public void add(String experiment, int repetition, long calls, RunRecord record)
      throws IOException {
    write(PartText.of(new PartText.Line(experiment, repetition, calls, record)));
    repetitions++;
  }

  /** The part is whole. */
  public void end() throws IOException {
    String sha256 = Sha256.hex(out.getMessageDigest());
    write(PartText.of(new PartText.End(repetitions, sha256)));
    out.close();
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private void write(String line) throws IOException {
    try {
      out.write((line + "\n").getBytes(UTF_8));
    } catch (IOException e) { // such as a full disk; it names no file
      throw new FileSystemException(file.toString(), null, e.getMessage());
    }
  }

  /** Leaves nothing behind of a part that did not end. */
  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(unfinished);
  }
}
