package dev.ballast.guard;

/** The kinds of layers, in the order that is recommended, outermost first. */
enum Part {
  DEADLINE("deadline"),
  BULKHEAD("bulkhead"),
  TIMEOUT("timeout"),
  RETRY("retry"),
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

  boolean isTimeLimit() {
    return this == TIMEOUT || this == ATTEMPT_TIMEOUT;
  }
}
