package dev.ballast.bench.soak;

import java.util.Locale;

/**
 * One request.
 *
 * @param id a number that no other request of the run has
 */
record Ask(Kind kind, long id) {
  /** Reads the path of a request; what is wrong with it is a defect of whoever sent it. */
  static Ask ofPath(String path) {
    String[] words = path.split("/", -1);
    return new Ask(Kind.valueOf(words[1].toUpperCase(Locale.ROOT)), Long.parseLong(words[2]));
  }

  String path() {
    return "/" + kind.name().toLowerCase(Locale.ROOT) + "/" + id;
  }

  /** The body of the request; empty for none. */
  Content sent() {
    return new Content(id, kind.sent());
  }

  /** What has to be answered, to the byte. */
  Content answer() {
    return new Content(~id, kind.answered(id));
  }
}
