package dev.ballast.engine;

import dev.ballast.policy.cache.Cache;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.cache.Lifetime;
import org.jspecify.annotations.Nullable;

/**
 * What a replica remembers, by key: a memory for each step of its service that looks into one. What
 * makes room when a memory is full is chosen as in a {@link Cache}. One owner.
 */
final class Memories {
  static final Memories NONE = new Memories(0);

  private static final class Memory {
    /** Made when something is first kept. */
    private @Nullable Cache<Boolean> cache;
  }

  private final Memory[] memories;

  private Memories(int count) {
    memories = new Memory[count];
    for (int i = 0; i < count; i++) {
      memories[i] = new Memory();
    }
  }

  /** So many empty ones. */
  static Memories of(int count) {
    return count == 0 ? NONE : new Memories(count);
  }

  boolean holds(Plan.Do.Memory step, long key) {
    Cache<Boolean> cache = memories[step.number()].cache;
    return cache != null && key != Request.NO_KEY && cache.find(0, key, null) != null;
  }

  void keep(Plan.Do.Memory step, long key, long nowNanos) {
    if (key == Request.NO_KEY) {
      return;
    }
    Memory memory = memories[step.number()];
    if (memory.cache == null) {
      int entries = step.entries();
      memory.cache = new Cache<>(new CacheConfig(CacheConfig.NANOS_MAX, 0, 0, entries), entries);
    }
    memory.cache.put(0, key, null, Boolean.TRUE, 1, Lifetime.NEW, nowNanos);
  }

  /** Forgets everything. */
  void clear() {
    for (Memory memory : memories) {
      memory.cache = null;
    }
  }
}
