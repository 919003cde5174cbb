package dev.ballast.bench.soak;

import dev.ballast.kernel.RandomStream;

/** What can be asked, each in its own way of passing bodies. The name in lower case is the path. */
enum Kind {
  /** A small page that tells its length. */
  PAGE("GET", 0, 200, 4_000, Framing.LENGTH, 73),
  /** A page in chunks. */
  FEED("GET", 0, 1_000, 20_000, Framing.CHUNKS, 9),
  /** A download that is too large to be collected before it is given. */
  FILE("GET", 0, 100_000, 300_000, Framing.LENGTH, 0.7),
  /** Parts with pauses between them, as of events. */
  STREAM("GET", 0, 64_000, 80_000, Framing.PARTS, 0),
  /** A small body that changes something. */
  ORDER("POST", 300, 64, 200, Framing.LENGTH, 14),
  /** A larger body, small enough to be kept for a repeat. */
  PARCEL("POST", 20_000, 64, 200, Framing.LENGTH, 3),
  /** A body in chunks, too large to be kept. */
  FREIGHT("POST", 100_000, 64, 200, Framing.LENGTH, 0.3);

  /** How an answer is sent. */
  enum Framing {
    LENGTH,
    CHUNKS,
    PARTS
  }

  /** Bytes of a body that the gateway keeps for a repeat, and of an answer that it collects. */
  static final int KEPT_MAX = 64 << 10;

  private final String method;
  private final int sent;
  private final int leastAnswered;
  private final int mostAnswered;
  private final Framing framing;
  private final double share;

  Kind(
      String method,
      int sent,
      int leastAnswered,
      int mostAnswered,
      Framing framing,
      double sharePercent) {
    this.method = method;
    this.sent = sent;
    this.leastAnswered = leastAnswered;
    this.mostAnswered = mostAnswered;
    this.framing = framing;
    share = sharePercent / 100;
  }

  /** Draws what a user asks for next. */
  static Kind next(RandomStream random) {
    double drawn = random.nextUnit();
    for (Kind kind : values()) {
      drawn -= kind.share;
      if (drawn < 0) {
        return kind;
      }
    }
    return PAGE;
  }

  String method() {
    return method;
  }

  Framing framing() {
    return framing;
  }

  /** Bytes of a request's body. */
  int sent() {
    return sent;
  }

  /** Bytes of the answer to the request of this number. */
  int answered(long id) {
    return leastAnswered
        + (int) Long.remainderUnsigned(Content.mixed(id), mostAnswered - leastAnswered);
  }

  /** Whether it may be done several times, so that any failure may be repeated. */
  boolean isIdempotent() {
    return method.equals("GET");
  }

  /** Whether all of its body is kept, so that it can be sent once more. */
  boolean isKept() {
    return sent <= KEPT_MAX;
  }

  /** Whether an answer is given only when it is complete. */
  boolean isCollected() {
    return framing == Framing.LENGTH && mostAnswered <= KEPT_MAX;
  }
}
