package dev.ballast.live;

import dev.ballast.observation.Observation;
import dev.ballast.observation.Observer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of observations from one loop to the one thread that folds them; wait-free on
 * both sides (L. Lamport, "Specifying concurrent program modules", TOPLAS 5, 1983). When it is full
 * an observation is dropped and counted.
 */
final class Ring implements Observer {
  private final AtomicReferenceArray<@Nullable Observation> slots;
  private final int mask;
  private final AtomicLong dropped = new AtomicLong();
  private long written;
  private long read;

  /**
   * An empty ring.
   *
   * @param size a power of two
   */
  Ring(int size) {
    slots = new AtomicReferenceArray<>(size);
    mask = size - 1;
  }

  /** On the loop's thread only. */
  @Override
  public void on(Observation observation) {
    int slot = (int) written & mask;
    if (slots.getAcquire(slot) != null) {
      dropped.setRelease(dropped.getPlain() + 1);
      return;
    }
    slots.setRelease(slot, observation);
    written++;
  }

  /** The oldest observation, left in place; null when there is none. Consumer only. */
  @Nullable Observation peek() {
    return slots.getAcquire((int) read & mask);
  }

  /** Takes away what {@link #peek} showed. Consumer only. */
  void take() {
    slots.setRelease((int) read & mask, null);
    read++;
  }

  long dropped() {
    return dropped.getAcquire();
  }
}
