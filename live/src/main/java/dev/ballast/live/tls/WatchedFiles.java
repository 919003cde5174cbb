package dev.ballast.live.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Small files that belong together and are looked at again and again. They are compared by what
 * they hold: a link that is changed to other files, as Kubernetes does it, is seen as well.
 */
final class WatchedFiles {
  private static final int BYTES_MAX = 1 << 20;

  private final List<Path> paths;
  private List<String> used = List.of();

  WatchedFiles(List<Path> paths) {
    this.paths = List.copyOf(paths);
  }

  /**
   * What they hold, in their order.
   *
   * @throws IOException when one of them cannot be read, or has more than 1 MiB
   */
  List<String> read() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path path : paths) {
      texts.add(read(path));
    }
    return texts;
  }

  private static String read(Path path) throws IOException {
    try {
      if (Files.size(path) > BYTES_MAX) {
        throw new IOException(path + " has more than 1 MiB");
      }
      return Files.readString(path);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + path, e);
    }
  }

  /** Whether that is what is used already. */
  boolean isUsed(List<String> texts) {
    return texts.equals(used);
  }

  /** That is used from now on. */
  void use(List<String> texts) {
    used = List.copyOf(texts);
  }
}
