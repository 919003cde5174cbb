package dev.ballast.cli;

import dev.ballast.live.LiveException;
import dev.ballast.live.LiveOptions;
import dev.ballast.live.log.AccessLog;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The access log of a process through all states of its system file. One at a time changes it. */
final class RequestLog implements AutoCloseable {
  private final Serving serving;
  private final Path systemFile;
  private final String service;
  private final AccessLog log;

  /** What it writes now; null for nothing new. */
  private Serving.@Nullable Writing written;

  /**
   * A log that does not write yet.
   *
   * @param service whose replica the process is
   * @param lines is told where the output fails
   */
  RequestLog(Serving serving, Path systemFile, String service, Consumer<String> lines) {
    this.serving = serving;
    this.systemFile = systemFile;
    this.service = service;
    log = new AccessLog(lines);
  }

  /** What a state of the file says of it, to be taken over when that state is in effect. */
  final class Change implements AutoCloseable {
    private final Serving.@Nullable Writing wanted;

    /** Null where nothing else is to be opened. */
    private AccessLog.@Nullable Destination opened;

    private Change(Serving.@Nullable Writing wanted) {
      this.wanted = wanted;
      boolean isSame =
          written != null
              && wanted != null
              && written.format() == wanted.format()
              && Objects.equals(written.file(), wanted.file());
      opened = wanted == null || isSame ? null : open(wanted);
    }

    /** Where requests are written as they end; null for nowhere. */
    LiveOptions.@Nullable Access access() {
      return wanted == null ? null : new LiveOptions.Access(log, wanted.sample());
    }

    /** The state of the file is in effect. */
    void take() {
      written = wanted;
      if (opened == null) {
        log.reopen();
      } else {
        log.become(opened);
        opened = null;
      }
    }

    /** Closes what was opened in vain. */
    @Override
    public void close() {
      if (opened != null) {
        opened.close();
      }
    }
  }

  /**
   * What a state of the file changes.
   *
   * @throws LiveException when the log cannot be written where it says
   */
  Change change(SystemModel model) {
    for (Service each : model.services()) {
      if (each.name().equals(service)) {
        return new Change(serving.writing(systemFile, each.ingress()));
      }
    }
    return new Change(null); // whoever takes the state over refuses it
  }

  private static AccessLog.Destination open(Serving.Writing wanted) {
    try {
      return AccessLog.Destination.open(wanted.format(), () -> output(wanted.file()));
    } catch (IOException e) {
      String reason =
          e instanceof FileSystemException named && named.getReason() != null
              ? named.getReason()
              : "is its directory there?";
      throw new LiveException(
          "the access log %s cannot be written (%s): name a file in a directory that can be written, or - for standard output"
              .formatted(wanted.file(), reason),
          e);
    }
  }

  private static OutputStream output(@Nullable Path path) throws IOException {
    return path == null
        ? new FilterOutputStream(new FileOutputStream(FileDescriptor.out)) {
          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
          }

          @Override
          public void close() {} // standard output is not the log's to close
        }
        : Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Opens its file anew, which may have been moved away. */
  void reopen() {
    log.reopen();
  }

  /** Entries that were not written. */
  long dropped() {
    return log.dropped();
  }

  /** Writes what waits and ends. */
  @Override
  public void close() {
    log.close();
  }
}
