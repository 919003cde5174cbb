package dev.ballast.engine;

import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Contention;
import dev.ballast.model.Machine.Cpu;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What the work of one replica runs on, shared equally by all pieces under way (egalitarian
 * processor sharing; L. Kleinrock, "Queueing Systems", volume 2, 1976, chapter 4): on {@code c}
 * cores each of {@code n} pieces proceeds at {@code min(1, c/n)}, divided by what contention costs.
 *
 * <p>All pieces proceed alike, so one number tells the progress of all: the work that a piece which
 * was there from the beginning would have <i>attained</i>. A piece is done when that has grown by
 * its size; the one that is done first is at the head of a heap. O(log n) per piece, one timer per
 * replica, no time slices. Belongs to one world's thread.
 */
final class Processor extends Timer {
  /** A piece of work under way. */
  final class Piece implements Cancellable {
    final Timer waiter;

    /** What is attained when it is done, in nanoseconds of work. */
    final double doneAt;

    final long sequence;

    /** Its place in the heap; −1 when it is done. */
    int place;

    private boolean isCancelled;

    private Piece(Timer waiter, double doneAt, long sequence) {
      this.waiter = waiter;
      this.doneAt = doneAt;
      this.sequence = sequence;
    }

    @Override
    public void cancel() {
      isCancelled = true;
      if (place >= 0) {
        advance();
        if (place >= 0) {
          pieces.remove(this);
        }
        look();
      }
    }
  }

  /** Half a nanosecond: timers fire at whole ones. */
  private static final double ROUNDING = 0.5;

  private final World world;
  private final double cores;
  private final @Nullable Contention contention;
  private final @Nullable Quota quota;
  private final Pieces pieces = new Pieces();
  private final ArrayDeque<Piece> done = new ArrayDeque<>();
  private double attained;
  private double atNanos;
  private double share = 1;
  private long begun;
  private boolean isFiring;
  private boolean isFrozen;

  /**
   * Nothing to do yet.
   *
   * @param phase where in a period of the CPU's limit the present moment is, in [0, 1)
   */
  Processor(World world, Machine machine, double phase) {
    this.world = world;
    Cpu cpu = machine.cpu();
    cores = cpu == null ? Double.POSITIVE_INFINITY : cpu.cores();
    contention = machine.contention();
    atNanos = world.nowNanos();
    quota =
        cpu == null || cpu.limit() == Cpu.UNLIMITED
            ? null
            : new Quota(cpu.limit(), cpu.periodNanos(), atNanos - phase * cpu.periodNanos());
  }

  /**
   * Begins a piece of work.
   *
   * @param waiter fires when it is done, and never within this call; it is not pending in the world
   * @param nanos what it takes alone on a core, at least 0
   */
  Piece begin(Timer waiter, long nanos) {
    advance();
    Piece piece = new Piece(waiter, attained + nanos, begun++);
    pieces.add(piece);
    look();
    return piece;
  }

  /**
   * Leaves only a part of the cores to the pieces, because something else takes the rest.
   *
   * @param left in [0, 1]; 0 stops everything
   */
  void setShare(double left) {
    advance();
    share = left;
    look();
  }

  /** Stops everything, or lets it go on. */
  void freeze(boolean frozen) {
    advance();
    isFrozen = frozen;
    look();
  }

  /** Cores in use, with so many pieces. */
  private double used(int count) {
    return isFrozen ? 0 : Math.min(count, cores * share);
  }

  /** How fast each piece proceeds while the quota lasts. */
  private double speed(int count) {
    double alone = used(count) / count;
    return contention == null ? alone : alone / contention.slowdown(count);
  }

  /** When the first piece is done if nothing changes; infinite when none ever is. */
  private double firstDone() {
    int count = pieces.size();
    double speed = count == 0 ? 0 : speed(count);
    if (speed == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double running = Math.max(0, pieces.first().doneAt - attained) / speed;
    return quota == null ? atNanos + running : quota.after(atNanos, running, used(count));
  }

  /** Brings everything to the present moment. */
  private void advance() {
    double now = world.nowNanos();
    for (double next = firstDone(); next <= now + ROUNDING; next = firstDone()) {
      use(next);
      Piece first = pieces.first();
      attained = first.doneAt;
      pieces.remove(first);
      done.add(first);
    }
    int count = pieces.size();
    double speed = count == 0 ? 0 : speed(count);
    if (count == 0) {
      attained = 0; // keeps its precision
    } else if (speed > 0) {
      double running = quota == null ? now - atNanos : quota.running(atNanos, now, used(count));
      attained += Math.max(0, running) * speed;
    }
    use(now);
  }

  private void use(double until) {
    if (until > atNanos) {
      if (quota != null && pieces.size() > 0) {
        quota.use(atNanos, until, used(pieces.size()));
      }
      atNanos = until;
    }
  }

  /** Arranges to be woken when the next piece is done. */
  private void look() {
    if (isFiring) {
      return;
    }
    world.cancel(this);
    double next = done.isEmpty() ? firstDone() : atNanos;
    if (next < Double.POSITIVE_INFINITY) {
      world.start(this, Math.max(0, Math.round(next - world.nowNanos())));
    }
  }

  @Override
  public void fires() {
    isFiring = true;
    advance();
    for (Piece piece = done.poll(); piece != null; piece = done.poll()) {
      if (!piece.isCancelled) {
        piece.waiter.fires();
      }
    }
    isFiring = false;
    look();
  }
}
