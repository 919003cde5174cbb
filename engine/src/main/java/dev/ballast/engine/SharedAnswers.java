package dev.ballast.engine;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation.CallEnded;
import dev.ballast.observation.Observation.Source;
import dev.ballast.policy.cache.Cache;
import dev.ballast.policy.cache.CacheConfig;
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
  private final @Nullable Flights<SharedCall> flights;
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
    if (Request.ALONE.equals(likeness)) {
      return path.begin(endpoint, true, cause, caller);
    }
    long now = path.world().nowNanos();
    Stored<Object> stored = cache == null ? null : cache.find(endpoint, cause.key(), likeness);
    Use use = stored == null ? Use.MISS : stored.use(now);
    if (stored == null || use == Use.MISS) {
      SharedCall wanted = new SharedCall(this, endpoint, likeness, cause, caller, now);
      wanted.begin(now);
      return wanted;
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
    if (cache == null || Request.ALONE.equals(likeness)) {
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
    return NO_CONTENT.equals(value) ? null : value;
  }

  /** Forgets everything, as the process does that it belongs to. */
  void restart() {
    List<Refresh> lost = List.copyOf(refreshes);
    refreshes.clear();
    lost.forEach(Refresh::cancel);
    cache = config == null ? null : new Cache<>(config, BYTES_MAX);
  }

  CallPath path() {
    return path;
  }

  @Nullable Cache<Object> cache() {
    return cache;
  }

  /** Null where calls are not coalesced. */
  @Nullable Flights<SharedCall> flights() {
    return flights;
  }

  /** Whether an answer that is kept stands in for a failure of every call. */
  boolean replacesErrors() {
    return replacesErrors;
  }

  void observe(Result result, long latency, Source source, long now) {
    int edge = path.edge().index();
    path.world().observer().on(new CallEnded(now, edge, result, latency, source));
  }

  /** Keeps a full answer that may be kept; false when it is none. */
  static boolean keep(
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
  static @Nullable Lifetime lifetime(@Nullable Object content) {
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
}
