package dev.ballast.spec.text;

import dev.ballast.kernel.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the parts of a model stand in the file. A part is named by a path such as {@code
 * ("service", "edge")}; an unknown part has the position of the longest known beginning of its
 * path.
 */
public final class Positions {
  private final Position file;
  private final Map<List<String>, Position> known = new HashMap<>();

  /** Positions of a model that came from no text: all are the file. */
  public Positions(String file) {
    this.file = Position.ofFile(file);
  }

  /** Remembers a part's position; the first one given stays. */
  public void put(Position at, String... path) {
    known.putIfAbsent(List.of(path), at);
  }

  /** Where a part stands, or the whole file. */
  public Position of(String... path) {
    return of(List.of(path));
  }

  /** Where a part stands that may not be written, or else another part that is. */
  public Position of(List<String> path, List<String> other) {
    Position at = known.get(path);
    return at == null ? of(other) : at;
  }

  /** Where a part stands, or the whole file. */
  public Position of(List<String> path) {
    for (int length = path.size(); length > 0; length--) {
      Position at = known.get(path.subList(0, length));
      if (at != null) {
        return at;
      }
    }
    return file;
  }
}
