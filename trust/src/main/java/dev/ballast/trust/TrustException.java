package dev.ballast.trust;

/** A certificate, a key or an identity is not what it should be; the message says why. */
public final class TrustException extends Exception {
  public TrustException(String message) {
    super(message);
  }

  public TrustException(String message, Throwable cause) {
    super(message, cause);
  }
}
