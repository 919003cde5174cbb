package dev.ballast.model;

import dev.ballast.kernel.Checks;

/**
 * How much is sent to ask for an endpoint and to answer.
 *
 * @param requestBytes 0 to {@link #BYTES_MAX}
 * @param answerBytes 0 to {@link #BYTES_MAX}
 */
public record Payload(long requestBytes, long answerBytes) {
  /** The most that a message may have: 1 TB. */
  public static final long BYTES_MAX = 1_000_000_000_000L;

  /** A small question and a small answer. */
  public static final Payload SMALL = new Payload(1_000, 1_000);

  public Payload {
    Checks.that(requestBytes >= 0 && requestBytes <= BYTES_MAX, "a request has 0 B to 1 TB");
    Checks.that(answerBytes >= 0 && answerBytes <= BYTES_MAX, "an answer has 0 B to 1 TB");
  }
}
