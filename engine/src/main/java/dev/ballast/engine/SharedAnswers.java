package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Source;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.cache.Cache;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.cache.Flight;
import dev.ballast.policy.cache.Flights;
import dev.ballast.policy.cache.Lifetime;
import dev.ballast.policy.cache.Stored;
import dev.ballast.policy.cache.Use;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of the calls of one {@link CallPath}: an answer that is kept, an equal call
 * that is under way, and only then a call of its own. Calls through here tell of their end
 * themselves, one {@link CallEnded} for each that was wanted.
 */
final class SharedAnswers {
  /** The most that the answers of real programs may take up, per replica of the caller and edge. */
  static final long BYTES_MAX = 64L << 20;

  /** An answer that has no content. */
  private static final Object NO_CONTENT = new Object();

  private final CallPath path;
  private final @Nullable CacheConfig config;
  private final boolean replacesErrors;
  private final @Nullable Flights<Waiter> flights;
  private final List<Refresh> refreshes = new ArrayList<>();
  private @Nullable Cache<Object> cache;

  private SharedAnswers(
      CallPath path, @Nullable CacheConfig config, boolean replacesErrors, boolean coalesces) {
    this.path = path;
    this.config = config;
    this.replacesErrors = replacesErrors;
    flights = coalesces ? new Flights<>() : null;
    cache = config == null ? null : new Cache<>(config, BYTES_MAX);
  }

  /** What the edge's policy and the steps that use the edge ask for; null for nothing. */
  static @Nullable SharedAnswers of(CallPath path, Plan.EdgePlan edge) {
    CacheConfig config = edge.policy().sharing().cache();
    boolean coalesces = edge.policy().sharing().coalesces();
    if (config == null && !coalesces && !edge.remembers()) {
      return null;
    }
    CacheConfig kept = config == null && edge.remembers() ? CacheConfig.LAST_GOOD : config;
    return new SharedAnswers(path, kept, config != null, coalesces);
  }

  /** Takes a call of an idempotent endpoint. */
  Cancellable call(int endpoint, Request cause, Call.Caller caller) {
    Object likeness = cause.likeness();
    if (likeness == Request.ALONE) {
      return path.begin(endpoint, true, cause, caller);
    }
    long now = path.world().nowNanos();
    Stored<Object> stored = cache == null ? null : cache.find(endpoint, cause.key(), likeness);
    Use use = stored == null ? Use.MISS : stored.use(now);
    if (stored == null || use == Use.MISS) {
      Waiter waiter = new Waiter(endpoint, likeness, cause, caller, now);
      waiter.begin(now);
      return waiter;
    }
    if (use == Use.REFRESH) {
      new Refresh(endpoint, likeness, cause, stored).begin();
    }
    Source source = use == Use.FRESH ? Source.CACHE : Source.STALE;
    observe(Result.OK, 0, source, now);
    caller.callEnded(Result.OK, content(stored, source, now));
    return Cancellable.ENDED;
  }

  /** The last good answer for what a request asks; null where there is none young enough. */
  @Nullable Stored<Object> lastGood(int endpoint, Request cause, long now) {
    Object likeness = cause.likeness();
    if (cache == null || likeness == Request.ALONE) {
      return null;
    }
    Stored<Object> stored = cache.find(endpoint, cause.key(), likeness);
    return stored != null && stored.helpsOnError(now) ? stored : null;
  }

  /** What is given of something kept; null where it has no content. */
  static @Nullable Object content(Stored<Object> stored, Source source, long now) {
    Object value = stored.value();
    if (value instanceof Shareable shareable) {
      return shareable.from(source, stored.ageNanos(now));
    }
    return value == NO_CONTENT ? null : value;
  }

  /** Forgets everything, as the process does that it belongs to. */
  void restart() {
    List<Refresh> lost = List.copyOf(refreshes);
    refreshes.clear();
    lost.forEach(Refresh::cancel);
    cache = config == null ? null : new Cache<>(config, BYTES_MAX);
  }

  private void observe(Result result, long latency, Source source, long now) {
    int edge = path.edge().index();
    path.world().observer().on(new CallEnded(now, edge, result, latency, source));
  }

  /** Keeps a full answer that may be kept; false when it is none. */
  private static boolean keep(
      @Nullable Cache<Object> into,
      int endpoint,
      @Nullable Object likeness,
      Request cause,
      Result result,
      @Nullable Object content,
      long now) {
    Lifetime lifetime = lifetime(content);
    if (into == null || lifetime == null || result != Result.OK) {
      return false;
    }
    long bytes = content instanceof Shareable shareable ? shareable.bytes() : 0;
    if (likeness instanceof CharSequence text) {
      bytes += text.length();
    }
    Object kept = content == null ? NO_CONTENT : content;
    into.put(endpoint, cause.key(), likeness, kept, bytes, lifetime, now);
    return true;
  }

  /** How long an answer may be given again; null when it is for whoever asked alone. */
  private static @Nullable Lifetime lifetime(@Nullable Object content) {
    if (content == null) {
      return Lifetime.NEW;
    }
    return content instanceof Shareable shareable ? shareable.lifetime() : null;
  }

  /** Asks again for what is stale; nobody waits for it. */
  private final class Refresh implements Call.Caller {
    private final int endpoint;
    private final @Nullable Object likeness;
    private final Request cause;
    private final Stored<Object> stale;
    private final @Nullable Cache<Object> into = cache;
    private Cancellable call = Cancellable.ENDED;
    private boolean isOver;

    /** Its place in the list of those under way; −1 while in none. */
    private int place = -1;

    Refresh(int endpoint, @Nullable Object likeness, Request cause, Stored<Object> stale) {
      this.endpoint = endpoint;
      this.likeness = likeness;
      this.cause = cause;
      this.stale = stale;
    }

    void begin() {
      Cancellable begun = path.begin(endpoint, true, new Detached(cause), this);
      if (!isOver) {
        call = begun;
        place = refreshes.size();
        refreshes.add(this);
      }
    }

    void cancel() {
      place = -1;
      call.cancel();
    }

    private void leaveList() {
      if (place >= 0) {
        Refresh last = refreshes.removeLast();
        if (place < refreshes.size()) {
          refreshes.set(place, last);
          last.place = place;
        }
        place = -1;
      }
    }

    @Override
    public boolean tellsItself() {
      return true;
    }

    @Override
    public void callEnded(Result result, @Nullable Object content) {
      isOver = true;
      leaveList();
      long now = path.world().nowNanos();
      if (!keep(into, endpoint, likeness, cause, result, content, now)) {
        stale.refreshFailed();
      }
    }
  }

  /** The one call of a flight. It has the time that the edge gives, whoever waits for it. */
  private final class Fetch implements Call.Caller {
    private final Flight<Waiter> flight;
    private final Waiter first;
    private final @Nullable Cache<Object> into = cache;
    private Cancellable call = Cancellable.ENDED;

    Fetch(Flight<Waiter> flight, Waiter first) {
      this.flight = flight;
      this.first = first;
    }

    void begin() {
      Cancellable begun = path.begin(first.endpoint, true, new Detached(first.cause), this);
      if (!flight.hasEnded()) {
        call = begun;
      }
    }

    @Override
    public boolean tellsItself() {
      return true;
    }

    @Override
    public void callEnded(Result result, @Nullable Object content) {
      long now = path.world().nowNanos();
      keep(into, first.endpoint, first.likeness, first.cause, result, content, now);
      if (flights != null) {
        for (Waiter waiter : flights.land(flight)) {
          waiter.landed(result, content);
        }
      }
    }
  }

  /** One call that is wanted and was not answered at once. */
  private final class Waiter extends Timer implements Call.Caller, Cancellable {
    final int endpoint;
    final @Nullable Object likeness;
    final Request cause;
    private final Call.Caller caller;
    private final long begunNanos;
    private final @Nullable Cache<Object> into = cache;
    private @Nullable Flight<Waiter> flight;
    private @Nullable Fetch fetch;
    private Cancellable call = Cancellable.ENDED;
    private boolean isOver;

    Waiter(
        int endpoint,
        @Nullable Object likeness,
        Request cause,
        Call.Caller caller,
        long begunNanos) {
      this.endpoint = endpoint;
      this.likeness = likeness;
      this.cause = cause;
      this.caller = caller;
      this.begunNanos = begunNanos;
    }

    void begin(long now) {
      Flight<Waiter> boarded =
          flights == null ? null : flights.board(endpoint, cause.key(), likeness, this);
      if (boarded == null) {
        alone();
        return;
      }
      flight = boarded;
      if (cause.deadlineNanos() != Deadline.NONE) {
        path.world().start(this, Math.max(0, cause.deadlineNanos() - now));
      }
      if (boarded.begunBy() == this) {
        fetch = new Fetch(boarded, this);
        fetch.begin();
      }
    }

    private void alone() {
      Cancellable begun = path.begin(endpoint, true, cause, this);
      if (!isOver) {
        call = begun;
      }
    }

    /** The flight has ended; an answer for its first alone is fetched anew by the others. */
    void landed(Result result, @Nullable Object content) {
      Flight<Waiter> over = flight;
      if (isOver || over == null) {
        return;
      }
      flight = null;
      path.world().cancel(this);
      boolean isFirst = over.begunBy() == this;
      if (isFirst) {
        end(result, content, Source.ATTEMPT);
      } else if (lifetime(content) != null) {
        end(result, content, Source.SHARED);
      } else if (result.isSuccess()) {
        alone();
      } else {
        end(result, null, Source.SHARED);
      }
    }

    @Override
    public boolean tellsItself() {
      return true;
    }

    /** Its own call has ended. */
    @Override
    public void callEnded(Result result, @Nullable Object content) {
      long now = path.world().nowNanos();
      keep(into, endpoint, likeness, cause, result, content, now);
      end(result, content, Source.ATTEMPT);
    }

    /** Its own deadline; the others go on waiting. */
    @Override
    public void fires() {
      leave();
      end(Result.TIMED_OUT, null, Source.ATTEMPT);
    }

    @Override
    public void cancel() {
      if (!isOver) {
        isOver = true;
        path.world().cancel(this);
        leave();
        call.cancel();
        long now = path.world().nowNanos();
        observe(Result.CANCELLED, now - begunNanos, Source.ATTEMPT, now);
      }
    }

    private void leave() {
      Flight<Waiter> left = flight;
      flight = null;
      if (left != null && flights != null && flights.leave(left)) {
        Fetch given = left.begunBy().fetch;
        if (given != null) {
          given.call.cancel();
        }
      }
    }

    private void end(Result result, @Nullable Object content, Source source) {
      isOver = true;
      long now = path.world().nowNanos();
      Stored<Object> kept =
          result.isSuccess() || !replacesErrors ? null : lastGood(endpoint, cause, now);
      if (kept != null) {
        observe(Result.DEGRADED, now - begunNanos, Source.STALE, now);
        caller.callEnded(Result.DEGRADED, content(kept, Source.STALE, now));
        return;
      }
      observe(result, now - begunNanos, source, now);
      boolean says = into != null && content instanceof Shareable;
      Object told = says ? ((Shareable) content).from(source, 0) : content;
      caller.callEnded(result, told);
    }
  }
}
