package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import dev.ballast.observation.Observation.AttemptEnded;
import dev.ballast.observation.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A world whose time moves and whose attempts are answered when a test says so. */
final class ManualWorld implements World, Wire {
  final List<Attempt> sent = new ArrayList<>();
  final List<Attempt> abandoned = new ArrayList<>();
  final List<Observation> observed = new ArrayList<>();
  private final TimerQueue timers = new TimerQueue();
  private long now;

  /** Lets time pass up to this moment, firing what becomes due. */
  void at(long nanos) {
    for (Timer due = timers.poll(nanos); due != null; due = timers.poll(nanos)) {
      now = due.dueNanos();
      due.fires();
    }
    now = nanos;
  }

  Attempt last() {
    return sent.getLast();
  }

  /** Results of the attempts that ended, in order. */
  List<Result> ended() {
    return observed.stream()
        .filter(AttemptEnded.class::isInstance)
        .map(o -> ((AttemptEnded) o).result())
        .toList();
  }

  boolean isIdle() {
    return timers.size() == 0;
  }

  @Override
  public long nowNanos() {
    return now;
  }

  @Override
  public void start(Timer timer, long delayNanos) {
    timers.add(timer, now + delayNanos);
  }

  @Override
  public void cancel(Timer timer) {
    timers.remove(timer);
  }

  @Override
  public Observer observer() {
    return observed::add;
  }

  @Override
  public Wire wire() {
    return this;
  }

  @Override
  public void send(Attempt attempt) {
    sent.add(attempt);
  }

  final List<Check> checks = new ArrayList<>();

  @Override
  public void check(Check check) {
    checks.add(check);
  }

  @Override
  public void abandon(Attempt attempt) {
    abandoned.add(attempt);
  }

  @Override
  public void tell(int service, int from, int to, Consumer<Replica> what) {
    throw new IllegalStateException("there are no replicas in this world");
  }

  @Override
  public void probe(Probe probe) {
    throw new IllegalStateException("there are no replicas in this world");
  }
}
