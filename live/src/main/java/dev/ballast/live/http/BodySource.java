package dev.ballast.live.http;

/**
 * Where the body of a message comes from, part by part. It holds no more than a bounded window:
 * whoever sends is made to wait (TCP's window, or that of an HTTP/2 stream) while nobody takes it.
 */
public interface BodySource {
  /**
   * Gives the body to the sink from now on. Called once; what is here already comes from within
   * this call.
   */
  void to(BodySink sink);

  /** Gives nothing more until {@link #resume}. What is given from within the pause's cause may. */
  void pause();

  /** Goes on giving. */
  void resume();

  /** The rest is not wanted: frees what is held and stops whoever sends it. Idempotent. */
  void discard();
}
