package dev.ballast.live;

import dev.ballast.kernel.Units;

/**
 * Every bound of the live world's connections.
 *
 * @param lineMax bytes of a request's or status line
 * @param headersMax bytes of all headers of a message
 * @param bodyMax bytes of a request's body
 * @param answerMax bytes of an answer's body, where it is passed on
 * @param connectionsMax connections that a listener holds at once
 * @param messageNanos how long a request may take to arrive, from its first byte
 * @param idleNanos how long a listener keeps a connection without a request
 * @param poolMax connections from one replica to one other
 * @param poolWaitingMax requests that wait for one of them
 * @param poolIdleNanos how long a caller keeps a connection that it does not use; well below {@code
 *     idleNanos}, so that a caller never writes to a connection that is being closed for idleness
 */
record Limits(
    int lineMax,
    int headersMax,
    int bodyMax,
    int answerMax,
    int connectionsMax,
    long messageNanos,
    long idleNanos,
    int poolMax,
    int poolWaitingMax,
    long poolIdleNanos) {
  static final Limits DEFAULT =
      new Limits(
          8 << 10,
          32 << 10,
          1 << 20,
          8 << 20,
          8_192,
          10 * Units.SECOND,
          75 * Units.SECOND,
          1_024,
          16_384,
          30 * Units.SECOND);

  Limits withPoolIdle(long nanos) {
    return new Limits(
        lineMax,
        headersMax,
        bodyMax,
        answerMax,
        connectionsMax,
        messageNanos,
        idleNanos,
        poolMax,
        poolWaitingMax,
        nanos);
  }

  /** How often connections are looked at for their limits of time. */
  static final long SWEEP_NANOS = Units.SECOND / 4;
}
