package dev.ballast.spec.text;

import java.io.IOException;

/**
 * Files that a system file names, such as a trace to replay. Reading a system file does no input of
 * its own; whoever has files hands them in.
 */
@FunctionalInterface
public interface NearbyFiles {
  /** There are none. */
  NearbyFiles NONE =
      (path, bytesMax) -> {
        throw new IOException("a system file that is not read from a directory has no other files");
      };

  /**
   * All bytes of a file, or the first so many when there are more.
   *
   * @param path below the directory of the system file, with {@code /} between names
   * @throws IOException when there is no such file or it cannot be read, with a message for people
   */
  byte[] read(String path, int bytesMax) throws IOException;
}
