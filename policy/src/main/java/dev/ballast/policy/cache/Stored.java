package dev.ballast.policy.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One answer in a {@link Cache}. What it is does not change; that it was asked for since the
 * cache's hand passed, and that somebody fetches a newer one, are two marks on it.
 */
public final class Stored<V> {
  private static final VarHandle REFRESHING;

  static {
    try {
      REFRESHING =
          MethodHandles.lookup().findVarHandle(Stored.class, "isRefreshing", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Subject subject;
  final long weight;
  private final V value;
  private final long madeNanos;
  private final long freshNanos;
  private final long revalidateNanos;
  private final long errorNanos;

  /** A hint only: two threads may both set it, and the hand may miss one of them. */
  private boolean isVisited;

  @SuppressWarnings("unused") // through REFRESHING
  private volatile boolean isRefreshing;

  Stored(
      Subject subject, V value, long weight, CacheConfig config, Lifetime lifetime, long nowNanos) {
    this.subject = subject;
    this.value = value;
    this.weight = weight;
    madeNanos = nowNanos - lifetime.ageNanos();
    freshNanos = Math.min(config.freshNanos(), lifetime.freshNanosMax());
    boolean mayBeStale = lifetime.mayBeStale();
    revalidateNanos = freshNanos + (mayBeStale ? config.staleWhileRevalidateNanos() : 0);
    errorNanos = freshNanos + (mayBeStale ? config.staleIfErrorNanos() : 0);
  }

  /** The answer. */
  public V value() {
    return value;
  }

  /** How long ago it was made. */
  public long ageNanos(long nowNanos) {
    return nowNanos - madeNanos;
  }

  /** What the caller may do with it; whoever is told to refresh must do so and say how it went. */
  public Use use(long nowNanos) {
    long age = ageNanos(nowNanos);
    if (age < freshNanos) {
      return Use.FRESH;
    }
    if (age >= revalidateNanos) {
      return Use.MISS;
    }
    return REFRESHING.compareAndSet(this, false, true) ? Use.REFRESH : Use.STALE;
  }

  /** Whether it may be given in the place of a failure. */
  public boolean helpsOnError(long nowNanos) {
    return ageNanos(nowNanos) < errorNanos;
  }

  /** Fetching a newer one failed: the next caller who finds this one stale is told to try. */
  public void refreshFailed() {
    isRefreshing = false;
  }

  boolean isOfUse(long nowNanos) {
    return ageNanos(nowNanos) < Math.max(revalidateNanos, errorNanos);
  }

  boolean isNewerThan(Stored<V> other) {
    return madeNanos - other.madeNanos > 0;
  }

  void visit() {
    if (!isVisited) {
      isVisited = true;
    }
  }

  /** Takes the mark away; false when there was none. */
  boolean forgetVisit() {
    boolean was = isVisited;
    isVisited = false;
    return was;
  }

  /** Keeps the mark of the one it replaces. */
  void replaces(Stored<V> older) {
    isVisited = older.isVisited;
  }

  boolean is(int endpoint, long key, @Nullable Object detail) {
    return subject.is(endpoint, key, detail);
  }
}
