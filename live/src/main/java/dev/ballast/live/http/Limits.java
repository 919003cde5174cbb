package dev.ballast.live.http;

import dev.ballast.kernel.Units;

/**
 * Every bound of the live world's connections. What passes one is refused, and told which.
 *
 * @param message of one message
 * @param connections of a listener's connections
 * @param times of what others may take their time for
 * @param pool of a caller's connections to one address
 * @param http2 of one connection of HTTP/2, besides
 */
public record Limits(
    Message message, Connections connections, Times times, Pooling pool, Http2 http2) {
  /** The documented defaults. */
  public static final Limits DEFAULT =
      new Limits(
          Message.DEFAULT, Connections.DEFAULT, Times.DEFAULT, Pooling.DEFAULT, Http2.DEFAULT);

  /** How often connections are looked at for their limits of time. */
  public static final long SWEEP_NANOS = Units.SECOND / 4;

  /**
   * Bounds of one message.
   *
   * @param lineMax bytes of the line of a request or a status
   * @param fieldsMax how many fields a head, or the trailers, may have
   * @param fieldBytesMax bytes of all fields of a head; trailers may have a quarter of it
   * @param bodyMax bytes of a request's body; {@link Long#MAX_VALUE} for no bound, which costs no
   *     memory where bodies are passed on as they come
   * @param keptMax bytes of a body that is kept for a repeat, or collected before it is looked at
   * @param answerMax bytes of an answer that is kept whole for more than one who asks
   */
  public record Message(
      int lineMax, int fieldsMax, int fieldBytesMax, long bodyMax, int keptMax, int answerMax) {
    static final Message DEFAULT =
        new Message(8 << 10, 100, 32 << 10, Long.MAX_VALUE, 64 << 10, 8 << 20);

    /** The same with another bound of a request's body. */
    public Message withBodyMax(long bytes) {
      return new Message(lineMax, fieldsMax, fieldBytesMax, bytes, keptMax, answerMax);
    }
  }

  /**
   * Bounds of a listener's connections.
   *
   * @param max that a listener holds at once
   * @param perClientMax of them from one address
   */
  public record Connections(int max, int perClientMax) {
    static final Connections DEFAULT = new Connections(16_384, 16_384);
  }

  /**
   * How long others may take.
   *
   * @param headNanos for a head to arrive, from its first byte; also for what comes before the
   *     first request, such as TLS
   * @param bodyNanos for the next bytes of a request's body to arrive
   * @param sendNanos for the next bytes of an answer to be taken
   * @param streamIdleNanos for anything at all to move, either way, once an answer has begun
   * @param idleNanos for the next request on a connection
   * @param drainNanos for the requests that are being served when a listener is to end
   */
  public record Times(
      long headNanos,
      long bodyNanos,
      long sendNanos,
      long streamIdleNanos,
      long idleNanos,
      long drainNanos) {
    static final Times DEFAULT =
        new Times(
            10 * Units.SECOND,
            30 * Units.SECOND,
            30 * Units.SECOND,
            300 * Units.SECOND,
            75 * Units.SECOND,
            30 * Units.SECOND);
  }

  /**
   * Bounds of a caller's connections to one address.
   *
   * @param max how many
   * @param waitingMax exchanges that wait for one of them
   * @param idleNanos how long one is kept that is not used; well below {@link Times#idleNanos}, so
   *     that a caller never writes to a connection that is being closed for idleness
   */
  public record Pooling(int max, int waitingMax, long idleNanos) {
    static final Pooling DEFAULT = new Pooling(1_024, 16_384, 30 * Units.SECOND);
  }

  /**
   * Bounds of a connection of HTTP/2.
   *
   * @param streamsMax exchanges at once on one connection
   * @param blockMax bytes of one compressed block of fields with its CONTINUATION frames
   * @param continuationsMax CONTINUATION frames of one block
   * @param streamWindow bytes of a body that are held for whoever takes it, per stream; at least
   *     65,535
   * @param connectionWindow the same for all streams of a connection together
   * @param resetsMax streams per second that end by a reset which the other side sent or forced
   * @param idleFramesMax frames per second that bring nothing: PING, SETTINGS, PRIORITY, empty
   *     DATA, tiny WINDOW_UPDATE, unknown ones
   */
  public record Http2(
      int streamsMax,
      int blockMax,
      int continuationsMax,
      int streamWindow,
      int connectionWindow,
      int resetsMax,
      int idleFramesMax) {
    /** The documented defaults. */
    public static final Http2 DEFAULT =
        new Http2(128, 48 << 10, 16, 128 << 10, 1 << 20, 500, 10_000);

    /** The same with other bounds of streams at once, and of those reset per second. */
    public Http2 with(int streams, int resets) {
      return new Http2(
          streams,
          blockMax,
          continuationsMax,
          streamWindow,
          connectionWindow,
          resets,
          idleFramesMax);
    }
  }

  /** The same with other bounds of a message. */
  public Limits with(Message changed) {
    return new Limits(changed, connections, times, pool, http2);
  }

  /** The same with other bounds of connections. */
  public Limits with(Connections changed) {
    return new Limits(message, changed, times, pool, http2);
  }

  /** The same with other bounds of time. */
  public Limits with(Times changed) {
    return new Limits(message, connections, changed, pool, http2);
  }

  /** The same with other bounds of a connection of HTTP/2. */
  public Limits with(Http2 changed) {
    return new Limits(message, connections, times, pool, changed);
  }

  /** The same with connections kept for another time. */
  public Limits withPoolIdle(long nanos) {
    return new Limits(
        message, connections, times, new Pooling(pool.max(), pool.waitingMax(), nanos), http2);
  }
}
