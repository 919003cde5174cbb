package dev.ballast.guard;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.SharedRandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Bulkhead;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.HedgeConfig;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.limit.LimitConfig;
import dev.ballast.policy.limit.ThrottleConfig;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * Puts a guard together, from {@link Guard#named} or {@link Guard#recommended}. Lengths of time are
 * positive; settings that contradict each other are errors of {@link #build}, all of them at once.
 */
public final class GuardBuilder {
  private static final RetryConfig USUAL_RETRY =
      new RetryConfig(
          2,
          new RetryBudget.Share(0.2, 3),
          new Backoff(25 * Units.MILLISECOND, 250 * Units.MILLISECOND, Backoff.Jitter.FULL),
          Deadline.NONE);

  private final String name;
  private final boolean isSorted;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<GuardListener> listeners = new ArrayList<>();
  private Outcomes outcomes = Outcomes.USUAL;
  private boolean isIdempotent;
  private boolean isByCall;
  private UnaryOperator<Runnable> context = UnaryOperator.identity();
  private ThreadFactory threads;
  private long seed;

  GuardBuilder(String name, boolean isSorted) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a guard needs a name that says what it guards");
    }
    this.name = name;
    this.isSorted = isSorted;
    threads = Thread.ofVirtual().name("guard-" + name + "-", 0).factory();
    seed = System.nanoTime() ^ name.hashCode();
  }

  /**
   * Tells what is inside by when an answer is wanted, through {@link CallDeadline}, and refuses
   * what is already too late. It interrupts nothing.
   */
  public GuardBuilder deadline(Duration length) {
    long nanos = positive(length, "a deadline");
    return add(Part.DEADLINE, nanos, (site, next) -> new DeadlineLayer(site, nanos, next));
  }

  /**
   * Ends a call after this time, and tells what is inside how much of it is left. A blocking call's
   * inside runs in a virtual thread started for it, which is interrupted when the time is up.
   */
  public GuardBuilder timeout(Duration length) {
    return timeLimit(Part.TIMEOUT, positive(length, "a timeout"));
  }

  /** As {@link #timeout}, for each attempt of a retry. */
  public GuardBuilder attemptTimeout(Duration length) {
    return timeLimit(Part.ATTEMPT_TIMEOUT, positive(length, "the time for one attempt"));
  }

  private GuardBuilder timeLimit(Part part, long nanos) {
    return add(part, nanos, (site, next) -> new TimeoutLayer(site, part.word(), nanos, next));
  }

  /** At most so many calls at once; more are refused. */
  public GuardBuilder bulkhead(int limit) {
    return bulkhead(Bulkhead.Config.of(limit));
  }

  /**
   * At most so many calls at once; others wait for their turn, first come, first served.
   *
   * @param waiting how many may wait
   * @param atMost how long each may wait; the deadline ends the wait too
   */
  public GuardBuilder bulkhead(int limit, int waiting, Duration atMost) {
    return bulkhead(Bulkhead.Config.of(limit).withQueue(waiting, CallDeadline.nanos(atMost)));
  }

  /** At most so many calls at once; others wait, if the configuration says so, or are refused. */
  public GuardBuilder bulkhead(Bulkhead.Config config) {
    return config.queue() == 0
        ? add(Part.BULKHEAD, (site, next) -> new BulkheadLayer(site, config.calls(), next))
        : add(Part.BULKHEAD, (site, next) -> new WaitingBulkheadLayer(site, config, next));
  }

  /** At most so many calls in a time, for each key that calls are about if the limit says so. */
  public GuardBuilder rateLimit(RateLimit limit) {
    if (limit.per() == RateLimit.Scope.SERVICE) {
      throw new IllegalArgumentException(
          "a guard knows its own calls only; limit them per REPLICA or per KEY");
    }
    return add(Part.RATE_LIMIT, (site, next) -> new RateLimitLayer(site, limit, next));
  }

  /** At most so many calls in this time, in all; a burst of as many is allowed. */
  public GuardBuilder rateLimit(int calls, Duration per) {
    return rateLimit(RateLimit.of(new Rate(calls, positive(per, "the time of a rate"))));
  }

  /** A bound on calls at once that adapts to how they go. */
  public GuardBuilder limit(LimitConfig config) {
    return add(Part.LIMIT, (site, next) -> new LimitLayer(site, config, next));
  }

  /** Holds calls back while the callee refuses many. */
  public GuardBuilder throttle(ThrottleConfig config) {
    return add(Part.THROTTLE, (site, next) -> new ThrottleLayer(site, config, next));
  }

  /**
   * Asks a second time, in a virtual thread of its own, when the first answer is late; the first
   * good answer wins, and the other attempt is interrupted.
   */
  public GuardBuilder hedge(HedgeConfig config) {
    return add(Part.HEDGE, (site, next) -> new HedgeLayer(site, config, next));
  }

  /**
   * Gives answers again. Only calls that are {@link Guard#about} something are looked up; who is
   * given a stale answer that is to be renewed renews it in a virtual thread.
   */
  public GuardBuilder cache(CacheConfig config) {
    return add(Part.CACHE, (site, next) -> new CacheLayer(site, config, next));
  }

  /** Lets calls {@link Guard#about} the same thing share one answer while it is under way. */
  public GuardBuilder coalesce() {
    return add(Part.COALESCE, CoalesceLayer::new);
  }

  /**
   * Repeats failed attempts; a time for one attempt becomes the {@link #attemptTimeout} inside it.
   */
  public GuardBuilder retry(RetryConfig config) {
    add(Part.RETRY, (site, next) -> new RetryLayer(site, config, next));
    return config.perAttemptNanos() == Deadline.NONE
        ? this
        : timeLimit(Part.ATTEMPT_TIMEOUT, config.perAttemptNanos());
  }

  /**
   * Repeats failed attempts, with the backoff and budget that a system file has by default: 25 ms
   * to 250 ms with full jitter; repeats up to 20 % of the calls under way, or 3.
   *
   * @param attempts of one call, the first included
   */
  public GuardBuilder retry(int attempts) {
    return retry(
        new RetryConfig(
            attempts, USUAL_RETRY.budget(), USUAL_RETRY.backoff(), USUAL_RETRY.perAttemptNanos()));
  }

  /** Refuses while the callee fails. */
  public GuardBuilder breaker(BreakerConfig config) {
    return add(Part.BREAKER, (site, next) -> new BreakerLayer(site, config, next));
  }

  /**
   * Refuses for 5 s when so many of the last calls failed, then lets 3 probes decide: what a system
   * file has by default.
   *
   * @param failureShare opens at this share of failures, in (0, 1]
   * @param calls the last so many are judged
   */
  public GuardBuilder breaker(double failureShare, int calls) {
    return breaker(BreakerConfig.ofCalls(failureShare, calls));
  }

  /** What exceptions and answers mean; {@link Outcomes#USUAL} where nothing is said. */
  public GuardBuilder outcomes(Outcomes meaning) {
    outcomes = meaning;
    return this;
  }

  /**
   * Doing the guarded work twice has the effect of doing it once, so that it may be repeated when
   * nobody knows whether it was done. Where it is not said, only what certainly had no effect is.
   */
  public GuardBuilder idempotent() {
    isIdempotent = true;
    return this;
  }

  /** Each call says by {@link Guard#idempotent} whether its work may be done twice. */
  public GuardBuilder idempotentByCall() {
    isByCall = true;
    return this;
  }

  /** Is told what the guard decides. */
  public GuardBuilder listener(GuardListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Carries the caller's context, such as a trace, into the threads that a timeout starts: called
   * in the caller's thread, it returns what runs in the other one. Scoped values and thread locals
   * stay behind otherwise; the deadline always goes along.
   */
  public GuardBuilder context(UnaryOperator<Runnable> carrier) {
    context = carrier;
    return this;
  }

  /** Makes the threads that a timeout starts; virtual ones named after the guard by default. */
  public GuardBuilder threads(ThreadFactory factory) {
    threads = factory;
    return this;
  }

  /** Where chances come from, so that a test can repeat them. */
  public GuardBuilder seed(long value) {
    seed = value;
    return this;
  }

  /** The guard; each one that is built has a state of its own. */
  public Guard build() {
    List<Piece> outermostFirst = new ArrayList<>(pieces);
    if (isSorted) {
      outermostFirst.sort(Comparator.comparing(Piece::part));
    }
    List<String> problems = Composition.problems(outermostFirst, isIdempotent || isByCall);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("guard " + name + ": " + String.join("\n", problems));
    }
    Listeners told = new Listeners(name);
    listeners.forEach(told::add);
    Site site = new Site(name, outcomes, told, new SharedRandomStream(seed), threads, context);
    List<Layer> layers = new ArrayList<>();
    Layer inner = new Layer.Body();
    for (Piece piece : outermostFirst.reversed()) {
      inner = piece.make().apply(site, inner);
      layers.addFirst(inner);
    }
    return new Guard(site, inner, layers, new Terms(isIdempotent, null, Priority.NORMAL));
  }

  private GuardBuilder add(Part part, BiFunction<Site, Layer, Layer> make) {
    return add(part, 0, make);
  }

  private GuardBuilder add(Part part, long lengthNanos, BiFunction<Site, Layer, Layer> make) {
    pieces.add(new Piece(part, lengthNanos, make));
    return this;
  }

  private static long positive(Duration length, String what) {
    if (!length.isPositive()) {
      throw new IllegalArgumentException(what + " must be positive");
    }
    return CallDeadline.nanos(length);
  }
}
