package dev.ballast.explore;

import dev.ballast.kernel.Units;
import dev.ballast.model.Fault;
import dev.ballast.model.SystemModel;

/** What pushes a system, of any size, and is then gone. */
public sealed interface Trigger {
  /** As {@link #of} reads it. */
  String words();

  /** What its size means. */
  String unit();

  /** The fault of this size. */
  Fault fault(double size);

  /** How long it lasts at this size, where one whose size is no time lasts so long. */
  default long lastsNanos(double size, long usualNanos) {
    return usualNanos;
  }

  /** The least size that is tried where nothing else is said. */
  double sizeMin();

  /** The largest size that is tried where nothing else is said. */
  double sizeMax();

  /** More load on every route. */
  record Surge() implements Trigger {
    @Override
    public String words() {
      return "surge";
    }

    @Override
    public String unit() {
      return "times the load";
    }

    @Override
    public Fault fault(double size) {
      return new Fault.Surge(null, size);
    }

    @Override
    public double sizeMin() {
      return 1.25;
    }

    @Override
    public double sizeMax() {
      return 5;
    }
  }

  /** The work of every replica of a service takes longer. */
  record Slow(Fault.Scope scope) implements Trigger {
    @Override
    public String words() {
      return "slow " + scope.service();
    }

    @Override
    public String unit() {
      return "times the work";
    }

    @Override
    public Fault fault(double size) {
      return new Fault.Slow(scope, size, null);
    }

    @Override
    public double sizeMin() {
      return 1.25;
    }

    @Override
    public double sizeMax() {
      return 10;
    }
  }

  /** Every replica of a service is down; the size is for how many seconds. */
  record Crash(Fault.Scope scope) implements Trigger {
    @Override
    public String words() {
      return "crash " + scope.service();
    }

    @Override
    public String unit() {
      return "seconds down";
    }

    @Override
    public Fault fault(double size) {
      return new Fault.Crash(scope);
    }

    @Override
    public long lastsNanos(double size, long usualNanos) {
      return Math.round(size * Units.SECOND);
    }

    @Override
    public double sizeMin() {
      return 0.5;
    }

    @Override
    public double sizeMax() {
      return 20;
    }
  }

  /**
   * Reads {@code surge}, {@code slow SERVICE} or {@code crash SERVICE}.
   *
   * @throws IllegalArgumentException in words for the user, when it is none of them or names what
   *     the system does not have
   */
  static Trigger of(String words, SystemModel model) {
    String[] parts = words.strip().split(" +", 2);
    if (parts[0].equals("surge") && parts.length == 1) {
      return new Surge();
    }
    if (parts.length == 2 && parts[0].equals("slow")) {
      return new Slow(all(model, parts[1]));
    }
    if (parts.length == 2 && parts[0].equals("crash")) {
      return new Crash(all(model, parts[1]));
    }
    throw new IllegalArgumentException(
        "`" + words + "` is none of `surge`, `slow SERVICE`, `crash SERVICE`");
  }

  private static Fault.Scope all(SystemModel model, String name) {
    return new Fault.Scope(name, Named.service(model, name).replicas());
  }
}
