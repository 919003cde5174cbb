package dev.ballast.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The standard output, which remembers that it could not be written: a writer around it keeps that
 * to itself, and a full disk would look like success. Whoever stops reading, such as {@code head},
 * has what they want, so that is no problem.
 */
final class StandardOutput extends FilterOutputStream {
  private static final String NOBODY_READS = "Broken pipe";

  private @Nullable String problem;

  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StandardOutput(OutputStream out) {
    super(out);
  }

  /** Why not all that was to be written is; null when it is, or when nobody reads any more. */
  synchronized @Nullable String problem() {
    return problem;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.equals(NOBODY_READS)) {
        problem = message;
      }
      throw e;
    }
  }
}
