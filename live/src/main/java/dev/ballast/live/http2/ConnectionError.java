package dev.ballast.live.http2;

/** What the other side did after which the whole connection has to end. Without a stack trace. */
final class ConnectionError extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;

  ConnectionError(ErrorCode code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  ErrorCode code() {
    return code;
  }
}
