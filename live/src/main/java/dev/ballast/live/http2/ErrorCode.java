package dev.ballast.live.http2;

/** Why a stream or a connection ends (RFC 9113, 7). */
enum ErrorCode {
  NO_ERROR(0),
  PROTOCOL_ERROR(1),
  INTERNAL_ERROR(2),
  FLOW_CONTROL_ERROR(3),
  SETTINGS_TIMEOUT(4),
  STREAM_CLOSED(5),
  FRAME_SIZE_ERROR(6),
  REFUSED_STREAM(7),
  CANCEL(8),
  COMPRESSION_ERROR(9),
  CONNECT_ERROR(10),
  ENHANCE_YOUR_CALM(11),
  INADEQUATE_SECURITY(12),
  HTTP_1_1_REQUIRED(13);

  private static final ErrorCode[] ALL = values();

  private final int code;

  ErrorCode(int code) {
    this.code = code;
  }

  /** As it is written. */
  int code() {
    return code;
  }

  /** What a code says; {@link #INTERNAL_ERROR} for one that nobody defined (RFC 9113, 7). */
  static ErrorCode of(long code) {
    for (ErrorCode known : ALL) {
      if (known.code == code) {
        return known;
      }
    }
    return INTERNAL_ERROR;
  }
}
