package dev.ballast.policy.rate;

import dev.ballast.kernel.Checks;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for each key, in a table of fixed size: sets of {@value #WAYS} slots, a key always
 * in the same set. Where a set is full, a new key takes the slot that has most to spend (the least
 * TAT, see {@link Gcra}) <em>and goes on with what is left in it</em>.
 *
 * <p>So no key ever gets more than its burst and its rate allow, however many keys there are: the
 * least TAT of a set never falls, hence a key that was forgotten and comes back finds a TAT no
 * smaller than the one it left with. (Metwally's Space-Saving counters never count too little for
 * the same reason.) A key whose bucket is full loses nothing by being forgotten. What a flood of
 * keys can do is the opposite: keys of a full set are held tighter than they should be, and all
 * keys together never get more than the slots would.
 *
 * <p>Lock-free. A slot's word holds its TAT and whether it is closed, so that a grant is certain to
 * come from a slot in the table; a closed slot can be replaced by whoever meets it. Of all that
 * look for a place for one key, only one finds it: they compare (TAT, place) of the same slots, and
 * these only grow. O({@value #WAYS}) per request; allocates only when a key enters.
 */
public final class KeyedRateLimiter {
  /** Slots in which one key may stand. */
  static final int WAYS = 8;

  private static final long CLOSED = 1;
  private static final int NONE = -1;

  private final Gcra meter;
  private final AtomicReferenceArray<@Nullable Slot> slots;
  private final int setsMask;

  /** The bucket of one key; its TAT is twice as large as meant, below it the bit that closes it. */
  private static final class Slot extends AtomicLong {
    private static final long serialVersionUID = 1L;

    final long key;

    Slot(long key, long word) {
      super(word);
      this.key = key;
    }

    boolean isClosed() {
      return (get() & CLOSED) != 0;
    }
  }

  /**
   * A table without keys.
   *
   * @param limit with {@link RateLimit.Scope#KEY}; its keys are rounded up to a power of two
   */
  public KeyedRateLimiter(RateLimit limit) {
    Checks.that(limit.meter() instanceof Gcra, "a limit per key is counted by a token bucket");
    meter = new Gcra(limit.rate().intervalNanos(), limit.burst());
    int full = (limit.keysMax() - 1) / WAYS; // sets, without the one that the last key needs
    int sets = full == 0 ? 1 : Integer.highestOneBit(full) * 2;
    setsMask = sets - 1;
    slots = new AtomicReferenceArray<>(sets * WAYS);
  }

  /**
   * Takes one permit of this key.
   *
   * @return 0 when it is granted, or how many nanoseconds later it would be
   */
  public long tryTake(long key, long nowNanos) {
    int first = ((int) mix(key) & setsMask) * WAYS;
    while (true) {
      int at = find(key, first);
      if (at == NONE) {
        enter(key, first);
        continue;
      }
      Slot slot = slots.get(at);
      if (slot == null || slot.key != key) {
        continue;
      }
      long word = slot.get();
      if ((word & CLOSED) != 0) {
        enter(key, first);
        continue;
      }
      long tat = word >> 1;
      long wait = meter.waitNanos(tat, nowNanos);
      if (wait > 0) {
        return wait;
      }
      if (slot.compareAndSet(word, meter.taken(tat, nowNanos) << 1)) {
        return 0;
      }
    }
  }

  /** Where the key stands in an open slot. */
  private int find(long key, int first) {
    for (int i = first; i < first + WAYS; i++) {
      Slot slot = slots.get(i);
      if (slot != null && slot.key == key && !slot.isClosed()) {
        return i;
      }
    }
    return NONE;
  }

  /** One step towards a slot for the key; afterwards it is to be looked for again. */
  private void enter(long key, int first) {
    int free = NONE;
    int least = NONE;
    Slot leastSlot = null;
    long leastWord = Long.MAX_VALUE;
    for (int i = first; i < first + WAYS; i++) {
      Slot slot = slots.get(i);
      if (slot == null) {
        free = free == NONE ? i : free;
        continue;
      }
      long word = slot.get();
      if ((word & CLOSED) != 0) {
        replace(i, slot, word & ~CLOSED, key, first);
        return;
      }
      if (word < leastWord) {
        least = i;
        leastSlot = slot;
        leastWord = word;
      }
    }
    if (free != NONE) {
      slots.compareAndSet(free, null, new Slot(key, Gcra.FRESH << 1));
    } else if (leastSlot != null && leastSlot.compareAndSet(leastWord, leastWord | CLOSED)) {
      slots.compareAndSet(least, leastSlot, new Slot(key, leastWord));
    }
  }

  /** Whoever let the key in elsewhere before this slot was closed is seen by looking once more. */
  private void replace(int at, Slot closed, long word, long key, int first) {
    if (find(key, first) == NONE) {
      slots.compareAndSet(at, closed, new Slot(key, word));
    }
  }

  /** The finalizer of SplitMix64: neighbouring keys get unrelated sets. */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
