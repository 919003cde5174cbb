package dev.ballast.bench.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What users have seen, all of them together. Safe for threads. */
final class Tally {
  private static final int LOSSES_KEPT = 20;

  private final Judge judge;
  private final Map<Kind, LongAdder> answered = new EnumMap<>(Kind.class);
  private final LongAdder failed = new LongAdder();
  private final LongAdder cutOff = new LongAdder();
  private final LongAdder left = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final List<String> losses = new ArrayList<>();
  private long[] orders = new long[1 << 10];
  private int orderCount;

  Tally(Judge judge) {
    this.judge = judge;
    for (Kind kind : Kind.values()) {
      answered.put(kind, new LongAdder());
    }
  }

  /** A request has ended; both times are of {@link System#nanoTime}. */
  void ended(Ask ask, Outcome outcome, long began, long ended) {
    switch (outcome) {
      case Outcome.Whole _ -> whole(ask);
      case Outcome.CutOff _ -> cutOff.increment();
      case Outcome.Failed _, Outcome.Refused _, Outcome.Unanswered _, Outcome.Wrong _ ->
          failed.increment();
    }
    judge.loss(ask, outcome, began, ended).ifPresent(this::lost);
  }

  private LongAdder counter(Kind kind) {
    return Objects.requireNonNull(answered.get(kind));
  }

  private void whole(Ask ask) {
    counter(ask.kind()).increment();
    if (!ask.kind().isIdempotent()) {
      synchronized (this) {
        if (orderCount == orders.length) {
          orders = Arrays.copyOf(orders, 2 * orderCount);
        }
        orders[orderCount++] = ask.id();
      }
    }
  }

  private synchronized void lost(String how) {
    lost.increment();
    if (losses.size() < LOSSES_KEPT) {
      losses.add(how);
    }
  }

  /** A user went away without waiting for the end. */
  void left() {
    left.increment();
  }

  /** Requests with a whole and right answer. */
  long answered() {
    return answered.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long answered(Kind kind) {
    return counter(kind).sum();
  }

  /** Requests whose failure may have had an effect. */
  long failed() {
    return failed.sum();
  }

  /** Answers that began and broke off. */
  long cutOff() {
    return cutOff.sum();
  }

  /** Requests whose users went away. */
  long abandoned() {
    return left.sum();
  }

  /** Requests that were lost without need. */
  long lost() {
    return lost.sum();
  }

  /** The first of them. */
  synchronized List<String> losses() {
    return List.copyOf(losses);
  }

  /** The numbers of all orders with an answer, in order. */
  synchronized long[] orders() {
    long[] all = Arrays.copyOf(orders, orderCount);
    Arrays.sort(all);
    return all;
  }
}
