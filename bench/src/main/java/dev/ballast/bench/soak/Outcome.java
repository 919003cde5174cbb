package dev.ballast.bench.soak;

/** What a user has seen of one request. */
sealed interface Outcome {
  /** All of the answer, and every byte right. */
  record Whole() implements Outcome {}

  /** A refusal, which certainly had no effect. */
  record Refused(int status, String why) implements Outcome {}

  /** A failure that may have had an effect. */
  record Failed(int status, String why) implements Outcome {}

  /** An answer that began, was right as far as it came, and was seen to break off. */
  record CutOff() implements Outcome {}

  /** No beginning of an answer. */
  record Unanswered(String why) implements Outcome {}

  /** An answer that nobody gave: other bytes, or too few or many of them, or another status. */
  record Wrong(String what) implements Outcome {}

  /** What a failed answer says; empty where it does not say so. */
  static String why(String word, String cause) {
    return word.isEmpty() || cause.isEmpty() ? word : word + ", caused by " + cause;
  }

  /**
   * What a status and what came with it mean.
   *
   * @param body as much of it as came
   * @param isComplete whether the body ended as HTTP says it does
   */
  static Outcome of(
      int status, String refused, String failed, Content.Check body, boolean isComplete) {
    if (status != 200) {
      return !refused.isEmpty()
          ? new Refused(status, refused)
          : !failed.isEmpty() ? new Failed(status, failed) : new Wrong("status " + status);
    }
    if (body.isWrong() || (isComplete && !body.isWhole())) {
      return new Wrong(body + (isComplete ? " as a whole answer" : ""));
    }
    return isComplete ? new Whole() : new CutOff();
  }
}
