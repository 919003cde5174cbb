package dev.ballast.engine;

import dev.ballast.kernel.Result;

/** One request being played by a worker of a replica. */
final class Execution extends Strand {
  private final Request request;

  /** Its place in the replica's list of running executions. */
  int running;

  Execution(Replica replica, Plan.Do[] steps, Request request) {
    super(replica, steps);
    this.request = request;
  }

  Request request() {
    return request;
  }

  /** Begins with what the replica's faults do to it. */
  void begin(Condition condition) {
    if (!condition.isClean()) {
      if (condition.fails(replica.random())) {
        result = Result.ERROR;
      }
      long delay = condition.delayNanos(replica.random());
      if (delay > 0) {
        sleep(delay);
        return;
      }
    }
    play();
  }

  @Override
  Execution execution() {
    return this;
  }

  @Override
  void ended() {
    replica.ended(this, result, answer);
  }
}
