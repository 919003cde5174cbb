package dev.ballast.live.http2;

import dev.ballast.kernel.Units;

/**
 * Every bound of an HTTP/2 connection.
 *
 * @param streamsMax requests that a client may have open at once on one connection
 * @param fieldsBytesMax bytes of the fields of one message, decompressed: names and values and 32
 *     for each field (RFC 9113, 6.5.2)
 * @param fieldsMax fields of one message
 * @param blockMax bytes of one compressed block of fields with its CONTINUATION frames
 * @param continuationsMax CONTINUATION frames of one block
 * @param streamWindow bytes of a body that are held for whoever takes it, per stream
 * @param connectionWindow the same for all streams of a connection together
 * @param wholeMax bytes of a body that is handed over whole when it came at once
 * @param resetsMax streams per second that end by a reset which the other side sent or forced
 * @param idleFramesMax frames per second that bring nothing: PING, SETTINGS, PRIORITY, empty DATA,
 *     tiny WINDOW_UPDATE, unknown ones
 * @param messageNanos how long the preface with its SETTINGS, or a block of fields, may take
 * @param stallNanos how long a body may make no progress that the other side is to make
 * @param idleNanos how long a connection without a stream is kept
 */
public record Http2Limits(
    int streamsMax,
    int fieldsBytesMax,
    int fieldsMax,
    int blockMax,
    int continuationsMax,
    int streamWindow,
    int connectionWindow,
    int wholeMax,
    int resetsMax,
    int idleFramesMax,
    long messageNanos,
    long stallNanos,
    long idleNanos) {
  /** What holds unless something else is said. */
  public static final Http2Limits DEFAULT =
      new Http2Limits(
          128,
          32 << 10,
          128,
          48 << 10,
          16,
          128 << 10,
          1 << 20,
          64 << 10,
          500,
          10_000,
          10 * Units.SECOND,
          30 * Units.SECOND,
          75 * Units.SECOND);
}
