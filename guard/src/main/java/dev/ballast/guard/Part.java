package dev.ballast.guard;

/** The kinds of layers, in the order that is recommended, outermost first. */
enum Part {
  DEADLINE("deadline"),
  CACHE("cache"),
  COALESCE("coalesce"),
  RATE_LIMIT("rateLimit"),
  BULKHEAD("bulkhead"),
  LIMIT("limit"),
  THROTTLE("throttle"),
  TIMEOUT("timeout"),
  RETRY("retry"),
  HEDGE("hedge"),
  BREAKER("breaker"),
  ATTEMPT_TIMEOUT("attemptTimeout");

  private final String word;

  Part(String word) {
    this.word = word;
  }

  /** What the builder's method is called, and what refusals and readings name. */
  String word() {
    return word;
  }

  /** Whether it may answer without calling, or for several calls at once. */
  boolean sharesAnswers() {
    return this == CACHE || this == COALESCE;
  }

  /** Whether it concludes from answers how the callee is. */
  boolean learnsFromAnswers() {
    return this == LIMIT || this == THROTTLE || this == BREAKER || this == HEDGE;
  }

  boolean isTimeLimit() {
    return this == TIMEOUT || this == ATTEMPT_TIMEOUT;
  }
}
