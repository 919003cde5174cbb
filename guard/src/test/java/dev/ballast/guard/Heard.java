package dev.ballast.guard;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that writes down what it is told. */
final class Heard implements GuardListener {
  final List<String> events = new CopyOnWriteArrayList<>();

  @Override
  public void refused(String guard, String policy, Result result) {
    events.add(guard + " refused by " + policy + " " + result);
  }

  @Override
  public void repeated(String guard, int repeat, Result because, long waitNanos) {
    events.add(guard + " repeat " + repeat + " because " + because);
  }

  @Override
  public void hedged(String guard) {
    events.add(guard + " hedged");
  }

  @Override
  public void degraded(String guard, Result because) {
    events.add(guard + " degraded because " + because);
  }

  @Override
  public void breakerChanged(String guard, BreakerState from, BreakerState to) {
    events.add(guard + " breaker " + from + " to " + to);
  }

  @Override
  public void ended(String guard, Result result, long latencyNanos) {
    events.add(guard + " ended " + result);
  }
}
