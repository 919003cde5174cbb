package dev.ballast.engine;

import dev.ballast.kernel.Result;

/** One request that a replica has let in: it waits, and then is played by a worker. */
final class Execution extends Strand {
  private final Request request;
  private final long arrivedNanos;
  private final int loadFound;

  /** Its place in the replica's list of running executions. */
  int running;

  /** When it got a worker. */
  long begunNanos;

  Execution(Replica replica, Plan.Do[] steps, Request request, long arrivedNanos, int loadFound) {
    super(replica, steps);
    this.request = request;
    this.arrivedNanos = arrivedNanos;
    this.loadFound = loadFound;
  }

  Request request() {
    return request;
  }

  /** When the replica let it in. */
  long arrivedNanos() {
    return arrivedNanos;
  }

  /** What the replica had in work and waiting then. */
  int loadFound() {
    return loadFound;
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
  boolean answers(Object content) {
    return request.begins(content);
  }

  @Override
  void ended() {
    replica.ended(this, result, answer);
  }
}
