package dev.ballast.live.http2;

/**
 * What bounds a connection of HTTP/2 beside {@link dev.ballast.live.http.Limits}.
 *
 * @param streamsMax exchanges at once on one connection
 * @param blockMax bytes of one compressed block of fields with its CONTINUATION frames
 * @param continuationsMax CONTINUATION frames of one block
 * @param streamWindow bytes of a body that are held for whoever takes it, per stream; at least
 *     65,535
 * @param connectionWindow the same for all streams of a connection together
 * @param resetsMax streams per second that end by a reset which the other side sent or forced
 * @param idleFramesMax frames per second that bring nothing: PING, SETTINGS, PRIORITY, empty DATA,
 *     tiny WINDOW_UPDATE, unknown ones
 */
public record Http2Limits(
    int streamsMax,
    int blockMax,
    int continuationsMax,
    int streamWindow,
    int connectionWindow,
    int resetsMax,
    int idleFramesMax) {
  /** The documented defaults. */
  public static final Http2Limits DEFAULT =
      new Http2Limits(128, 48 << 10, 16, 128 << 10, 1 << 20, 500, 10_000);

  /** The same with other bounds of streams at once, and of those reset per second. */
  public Http2Limits with(int streams, int resets) {
    return new Http2Limits(
        streams, blockMax, continuationsMax, streamWindow, connectionWindow, resets, idleFramesMax);
  }
}
