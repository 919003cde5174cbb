package dev.ballast.live;

/** The live world cannot do what was asked; the message is one plain sentence for people. */
public final class LiveException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LiveException(String message) {
    super(message);
  }

  public LiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
