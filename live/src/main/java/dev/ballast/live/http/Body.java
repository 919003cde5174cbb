package dev.ballast.live.http;

/** What follows the head of a message. */
public sealed interface Body {
  /** No body at all. */
  Whole NONE = new Whole(new byte[0], Fields.NONE);

  /**
   * A body that is here, on the heap: it needs no release and may be sent more than once.
   *
   * @param trailers the fields after it; {@link Fields#NONE} for none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Whole(byte[] bytes, Fields trailers) implements Body {}

  /**
   * A body that is still arriving, to be taken once.
   *
   * @param length how long it will be; −1 where nobody said
   */
  record Arriving(BodySource source, long length) implements Body {}
}
