package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.cache.Cache;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.cache.Lifetime;
import dev.ballast.policy.cache.Stored;
import dev.ballast.policy.cache.Use;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives answers again to calls about the same thing. Full answers are kept, degraded ones are not.
 * A stale answer that is to be renewed is given at once, and renewed in a virtual thread of the
 * guard's own; one that helps in the place of a failure is given where the configuration says so.
 */
final class CacheLayer extends Layer {
  private static final String POLICY = "cache";

  /** What was answered; the guarded code may answer null. */
  private record Answer(@Nullable Object value) {}

  private final Site site;
  private final Layer next;
  private final Cache<Answer> cache;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder inPlaceOfFailures = new LongAdder();

  CacheLayer(Site site, CacheConfig config, Layer next) {
    this.site = site;
    this.next = next;
    cache = new Cache<>(config, Long.MAX_VALUE);
  }

  @Override
  @Nullable Object call(Object body, Kind kind, Terms terms, long nowNanos, long deadlineNanos)
      throws Exception {
    Object key = terms.key();
    if (key == null) {
      return next.call(body, kind, terms, nowNanos, deadlineNanos);
    }
    Stored<Answer> stored = cache.find(0, 0, key);
    Use use = stored == null ? Use.MISS : stored.use(nowNanos);
    if (stored != null && use != Use.MISS) {
      hits.increment();
      if (use == Use.REFRESH) {
        startRenewal(stored, body, kind, terms);
      }
      return stored.value().value();
    }
    misses.increment();
    Object answer;
    try {
      answer = next.call(body, kind, terms, nowNanos, deadlineNanos);
    } catch (Exception e) {
      Result result = site.resultOf(e);
      if (!result.isSuccess() && helps(stored)) {
        return inPlaceOf(result, stored);
      }
      throw e;
    }
    Result result = site.resultOfAnswer(answer);
    if (!result.isSuccess() && helps(stored)) {
      site.outcomes().dropped(answer);
      return inPlaceOf(result, stored);
    }
    keep(key, answer, result);
    return answer;
  }

  private static boolean helps(@Nullable Stored<?> stored) {
    return stored != null && stored.helpsOnError(System.nanoTime());
  }

  private @Nullable Object inPlaceOf(Result result, @Nullable Stored<Answer> stored) {
    inPlaceOfFailures.increment();
    site.listeners().degraded(result);
    return stored == null ? null : stored.value().value();
  }

  private void keep(Object key, @Nullable Object answer, Result result) {
    if (result == Result.OK) {
      cache.put(0, 0, key, new Answer(answer), 1, Lifetime.NEW, System.nanoTime());
    }
  }

  private void startRenewal(Stored<Answer> stale, Object body, Kind kind, Terms terms) {
    try {
      site.start(() -> renew(stale, body, kind, terms));
    } catch (Throwable e) {
      stale.refreshFailed();
      throw e;
    }
  }

  /** Nobody waits for it: what fails leaves the stale answer, and the next caller tries again. */
  private void renew(Stored<Answer> stale, Object body, Kind kind, Terms terms) {
    try {
      Object answer = next.call(body, kind, terms, System.nanoTime(), Deadline.NONE);
      renewed(stale, terms, answer, null);
    } catch (Exception e) {
      renewed(stale, terms, null, e);
    } catch (Error e) {
      renewed(stale, terms, null, e);
      throw e;
    }
  }

  private void renewed(
      Stored<Answer> stale, Terms terms, @Nullable Object answer, @Nullable Throwable thrown) {
    Result result = thrown == null ? site.resultOfAnswer(answer) : site.resultOf(thrown);
    if (thrown == null && result == Result.OK && terms.key() != null) {
      keep(terms.key(), answer, result);
    } else {
      stale.refreshFailed();
    }
  }

  @Override
  CompletableFuture<@Nullable Object> stage(Stage call, long deadlineNanos) {
    Object key = call.terms().key();
    if (key == null) {
      return next.stage(call, deadlineNanos);
    }
    Stored<Answer> stored = cache.find(0, 0, key);
    Use use = stored == null ? Use.MISS : stored.use(System.nanoTime());
    if (stored != null && use != Use.MISS) {
      hits.increment();
      if (use == Use.REFRESH) {
        Stored<Answer> stale = stored;
        Stage.atEnd(
            next.stage(call, Deadline.NONE),
            (answer, thrown) -> renewed(stale, call.terms(), answer, thrown));
      }
      return CompletableFuture.completedFuture(stored.value().value());
    }
    misses.increment();
    CompletableFuture<@Nullable Object> inner = next.stage(call, deadlineNanos);
    CompletableFuture<@Nullable Object> outer = new CompletableFuture<>();
    Stage.tie(outer, inner);
    Stage.atEnd(
        inner,
        (answer, thrown) -> {
          Throwable failure = thrown == null ? null : Site.unwrapped(thrown);
          Result result = failure == null ? site.resultOfAnswer(answer) : site.resultOf(failure);
          if (!result.isSuccess() && !(failure instanceof Error) && helps(stored)) {
            outer.complete(inPlaceOf(result, stored));
          } else if (failure == null) {
            keep(key, answer, result);
          }
          Stage.hand(inner, outer);
        });
    return outer;
  }

  @Override
  void read(Consumer<GuardState.Reading> readings) {
    readings.accept(new GuardState.Reading(POLICY, "entries", cache.size()));
    readings.accept(new GuardState.Reading(POLICY, "hits", hits.sum()));
    readings.accept(new GuardState.Reading(POLICY, "misses", misses.sum()));
    readings.accept(
        new GuardState.Reading(POLICY, "in place of failures", inPlaceOfFailures.sum()));
  }
}
