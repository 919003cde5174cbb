package dev.ballast.guard;

import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.Deadline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Policies around any piece of a program: the same decisions, with the same numbers, that the
 * simulator proves and the proxy runs. Made once for each thing that is called and shared by all
 * threads, virtual ones above all: no lock is held while guarded code runs, waits park the virtual
 * thread and pin no carrier, and no executor is hidden anywhere. Blocking calls run in the caller's
 * thread, except inside a timeout; asynchronous ones get a scheduler from their caller.
 *
 * <p>The guarded code's own exceptions come out as they were thrown. The guard's are {@link
 * Refused} and {@link GaveUp}. An interrupt that ends a wait of the guard stays set.
 */
public final class Guard {
  /** The begin of a call whose time nobody wanted to know. */
  private static final long UNTIMED = Long.MIN_VALUE;

  private final Site site;
  private final Layer outermost;
  private final List<Layer> layers;
  private final Terms terms;
  private final boolean needsTime;
  private final boolean needsDeadline;
  private final Endings endings;

  Guard(Site site, Layer outermost, List<Layer> layers, Terms terms) {
    this.site = site;
    this.outermost = outermost;
    this.layers = layers;
    this.terms = terms;
    endings = new Endings();
    needsTime = layers.stream().anyMatch(Layer::needsTime);
    needsDeadline = layers.stream().anyMatch(Layer::needsDeadline);
  }

  private Guard(Guard same, Terms terms) {
    this.terms = terms;
    site = same.site;
    outermost = same.outermost;
    layers = same.layers;
    endings = same.endings;
    needsTime = same.needsTime;
    needsDeadline = same.needsDeadline;
  }

  /**
   * A guard whose layers lie around each other as they are written, the outermost first.
   *
   * @param name of what is guarded; refusals, listeners and metrics carry it
   */
  public static GuardBuilder named(String name) {
    return new GuardBuilder(name, false);
  }

  /**
   * A guard whose layers are put into the order that the system file has: deadline, cache,
   * coalescing, rate limit, bulkhead, adaptive limit, throttle, timeout, retry, hedge, breaker,
   * time for one attempt.
   */
  public static GuardBuilder recommended(String name) {
    return new GuardBuilder(name, true);
  }

  /**
   * A guard with the numbers of an edge of a system file. What concerns replicas and endpoints
   * (balancing, ejection, breakers per endpoint) has no place in it: guarded code is one callee. An
   * edge with a hedge needs {@link GuardBuilder#idempotent} or {@link
   * GuardBuilder#idempotentByCall}.
   */
  public static GuardBuilder of(String name, CallPolicy policy) {
    return Policies.apply(policy, recommended(name));
  }

  /** Calls it in this thread. */
  public <T extends @Nullable Object> T call(Callable<? extends T> body) throws Exception {
    return answer(guarded(body, Kind.CALLABLE, null));
  }

  /** As {@link #call(Callable)}; a failure is replaced by what the fallback makes of it. */
  public <T extends @Nullable Object> T call(
      Callable<? extends T> body, Function<? super Failure, ? extends T> fallback)
      throws Exception {
    return answer(guarded(body, Kind.CALLABLE, fallback));
  }

  /** As {@link #call(Callable)}, for code that throws nothing checked. */
  public <T extends @Nullable Object> T get(Supplier<? extends T> body) {
    try {
      return answer(guarded(body, Kind.SUPPLIER, null));
    } catch (Exception e) {
      throw Guard.<RuntimeException>asItIs(e);
    }
  }

  /** As {@link #get(Supplier)}; a failure is replaced by what the fallback makes of it. */
  public <T extends @Nullable Object> T get(
      Supplier<? extends T> body, Function<? super Failure, ? extends T> fallback) {
    try {
      return answer(guarded(body, Kind.SUPPLIER, fallback));
    } catch (Exception e) {
      throw Guard.<RuntimeException>asItIs(e);
    }
  }

  /** As {@link #get(Supplier)}, for code that answers nothing. */
  public void run(Runnable body) {
    try {
      guarded(body, Kind.RUNNABLE, null);
    } catch (Exception e) {
      throw Guard.<RuntimeException>asItIs(e);
    }
  }

  /**
   * Begins an asynchronous call. Cancelling the answer ends everything that is done for it.
   *
   * @param body begins one attempt; what it returns is cancelled when nobody wants it any more
   * @param scheduler where backoffs and timeouts wait, and calls begin that waited for a place
   */
  public <T extends @Nullable Object> CompletableFuture<T> stage(
      Supplier<? extends CompletionStage<? extends T>> body, ScheduledExecutorService scheduler) {
    return stage(body, scheduler, null);
  }

  /** As {@link #stage(Supplier, ScheduledExecutorService)} with a fallback for failures. */
  @SuppressWarnings("unchecked") // the future of a T
  public <T extends @Nullable Object> CompletableFuture<T> stage(
      Supplier<? extends CompletionStage<? extends T>> body,
      ScheduledExecutorService scheduler,
      @Nullable Function<? super Failure, ? extends T> fallback) {
    long begun = System.nanoTime();
    CompletableFuture<@Nullable Object> inner =
        outermost.stage(new Stage(body, scheduler, terms), CallDeadline.nanos());
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    Stage.tie(outer, inner);
    Stage.atEnd(
        inner,
        (answer, wrapped) -> {
          try {
            outer.complete(concluded(answer, wrapped, fallback, begun));
          } catch (Throwable e) {
            outer.completeExceptionally(e);
          }
        });
    return (CompletableFuture<T>) outer;
  }

  private @Nullable Object concluded(
      @Nullable Object answer,
      @Nullable Throwable wrapped,
      @Nullable Function<? super Failure, ?> fallback,
      long begunNanos)
      throws Throwable {
    if (wrapped == null) {
      return end(answer, null, fallback, begunNanos);
    }
    Throwable thrown = Site.unwrapped(wrapped);
    if (thrown instanceof Exception e) {
      return end(null, e, fallback, begunNanos);
    }
    count(Result.ERROR, begunNanos);
    throw thrown;
  }

  private @Nullable Object guarded(
      Object body, Kind kind, @Nullable Function<? super Failure, ?> fallback) throws Exception {
    long begun = needsTime || site.listeners().any() ? System.nanoTime() : UNTIMED;
    long deadline = needsDeadline ? CallDeadline.nanos() : Deadline.NONE;
    Object answer;
    try {
      answer = outermost.call(body, kind, terms, begun, deadline);
    } catch (Exception e) {
      return end(null, e, fallback, begun);
    } catch (Error e) {
      count(Result.ERROR, begun);
      throw e;
    }
    return end(answer, null, fallback, begun);
  }

  private @Nullable Object end(
      @Nullable Object answer,
      @Nullable Exception thrown,
      @Nullable Function<? super Failure, ?> fallback,
      long begunNanos)
      throws Exception {
    Result result = thrown == null ? site.resultOfAnswer(answer) : site.resultOf(thrown);
    if (fallback != null && !result.isSuccess()) {
      site.outcomes().dropped(answer);
      return degraded(new Failure(result, thrown), fallback, begunNanos);
    }
    count(result, begunNanos);
    if (thrown != null) {
      throw thrown;
    }
    return answer;
  }

  private @Nullable Object degraded(
      Failure failure, Function<? super Failure, ?> fallback, long begunNanos) {
    try {
      Object answer = fallback.apply(failure);
      site.listeners().degraded(failure.result());
      count(Result.DEGRADED, begunNanos);
      return answer;
    } catch (Throwable e) {
      count(failure.result(), begunNanos);
      if (failure.thrown() != null && !failure.thrown().equals(e)) {
        e.addSuppressed(failure.thrown());
      }
      throw e;
    }
  }

  private void count(Result result, long begunNanos) {
    endings.count(result);
    if (begunNanos != UNTIMED && site.listeners().any()) {
      site.listeners().ended(result, System.nanoTime() - begunNanos);
    }
  }

  /** The same guard, whose work may be done twice or not. */
  public Guard idempotent(boolean value) {
    return new Guard(this, new Terms(value, terms.key(), terms.priority()));
  }

  /**
   * The same guard for calls about this: answers about it are cached and shared where the guard
   * does that, and rates are limited for it. Answers about one key have one type.
   *
   * @param key compared by {@code equals}; for a rate limit also a whole number as it is
   */
  public Guard about(Object key) {
    return new Guard(this, new Terms(terms.isIdempotent(), key, terms.priority()));
  }

  /** The same guard for calls of this priority, which a throttle looks at. */
  public Guard priority(Priority value) {
    return new Guard(this, new Terms(terms.isIdempotent(), terms.key(), value));
  }

  /** Its name. */
  public String name() {
    return site.guard();
  }

  /** Tells a listener too, from now on. */
  public void listen(GuardListener listener) {
    site.listeners().add(listener);
  }

  /** What it is like now. */
  public GuardState state() {
    List<GuardState.Reading> readings = new ArrayList<>();
    layers.forEach(layer -> layer.read(readings::add));
    return new GuardState(name(), endings.counted(), Collections.unmodifiableList(readings));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // the body's own
  private static <T extends @Nullable Object> T answer(@Nullable Object answer) {
    return (T) answer;
  }

  /** Throws what the body threw although its type does not say so; other languages do that. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <X extends Exception> RuntimeException asItIs(Exception e) throws X {
    throw (X) e;
  }
}
