package dev.ballast.live.http2;

import static dev.ballast.live.http2.ErrorCode.FLOW_CONTROL_ERROR;

import java.util.ArrayDeque;

/**
 * The windows of a connection (RFC 9113, 5.2): how much may be sent on all its streams together,
 * and how much the other side may. What waits for the connection's window, or for its socket, is
 * served in turn, a little each.
 */
final class Windows {
  /** What holds until somebody says something else. */
  static final int INITIAL = 65_535;

  private final Http2Connection connection;
  private final int receiveMax;
  private final ArrayDeque<Outflow> waiting = new ArrayDeque<>();
  private int sending = INITIAL;
  private int streamSending = INITIAL;
  private int receiving;
  private int owed;

  Windows(Http2Connection connection, int receiveMax) {
    this.connection = connection;
    this.receiveMax = receiveMax;
    receiving = receiveMax;
  }

  /** Bytes that may be sent now. */
  int sending() {
    return sending;
  }

  /** Bytes that a new stream may send. */
  int streamSending() {
    return streamSending;
  }

  /** By how much our window is larger than what holds at first. */
  int beyondInitial() {
    return receiveMax - INITIAL;
  }

  void sent(int bytes) {
    sending -= bytes;
  }

  /** The other side takes so much more. */
  void grows(int by) {
    sending = sum(sending, by);
    pump();
  }

  /** The sum, where a window may be so large. */
  static int sum(int window, int by) {
    if (window > 0 && by > Integer.MAX_VALUE - window) {
      throw new ConnectionError(FLOW_CONTROL_ERROR, "a window larger than 2^31 - 1");
    }
    return window + by;
  }

  /** The other side changes the windows of all streams; answers by how much. */
  int streams(long size) {
    if (size > Integer.MAX_VALUE) {
      throw new ConnectionError(FLOW_CONTROL_ERROR, "a window larger than 2^31 - 1");
    }
    int more = (int) size - streamSending;
    streamSending = (int) size;
    return more;
  }

  /** The other side has sent so much. */
  void received(int bytes) {
    if (bytes > receiving) {
      throw new ConnectionError(FLOW_CONTROL_ERROR, "more data than the connection's window");
    }
    receiving -= bytes;
  }

  /** Bytes that were received are needed no more; answers by how much our window is to grow. */
  int owe(int bytes) {
    owed += bytes;
    if (owed < receiveMax / 2) {
      return 0;
    }
    int by = owed;
    receiving += by;
    owed = 0;
    return by;
  }

  /** One that waits for the connection's window or for the socket. */
  void waits(Outflow outflow) {
    if (!outflow.isWaiting) {
      outflow.isWaiting = true;
      waiting.add(outflow);
    }
  }

  /** Lets those send who wait, each at most once, as far as it goes. */
  void pump() {
    int turns = waiting.size();
    while (turns-- > 0 && sending > 0 && connection.isWritable()) {
      Outflow next = waiting.remove();
      next.isWaiting = false;
      next.pump();
    }
  }

  void close() {
    waiting.clear();
  }
}
