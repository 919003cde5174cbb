package dev.ballast.explore;

import dev.ballast.model.Experiment;
import dev.ballast.model.SystemModel;
import dev.ballast.verdict.explore.Stability;
import dev.ballast.verdict.explore.StabilityFinding;
import dev.ballast.verdict.explore.StabilityFinding.Boundary;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import dev.ballast.verdict.explore.StabilityFinding.Shedding;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Classifies a system along its load: pushes it with a trigger, takes the trigger away, and watches
 * whether it recovers. Where stable ends and vulnerable begins is found by bisection, which
 * supposes that more load and a larger trigger are never better; a coarse grid looks whether that
 * holds.
 *
 * <p>After N. Bronson, A. Aghayev, A. Charapko and T. Zhu, "Metastable failures in distributed
 * systems" (HotOS 2021), and L. Huang et al., "Metastable failures in the wild" (OSDI 2022).
 */
public final class Metastability {
  /** Runs of every cell. */
  static final int RUNS = 5;

  /** Runs of the cells that a boundary, and the answer at the file's load, rest on. */
  static final int RUNS_TO_CONFIRM = 30;

  /** How near a boundary is followed, relative to its load. */
  static final double RESOLUTION = 0.02;

  /** The highest multiple of the file's load that is tried. */
  private static final double LOAD_MAX = 4;

  /** By how much a load is lowered at most in search of one at which all is well. */
  private static final double LOWERED_MAX = 16;

  private static final int GRID = 10;

  private final Experiment base;
  private final Pushes pushes;
  private final Trials trials;
  private final PushedSystem system;

  private Metastability(SystemModel model, Experiment base, Pushes pushes, Trials trials) {
    this.base = base;
    this.pushes = pushes;
    this.trials = trials;
    system = new PushedSystem(model, base, pushes, trials);
  }

  /**
   * Classifies a system under the loads of an experiment, whose faults are left out.
   *
   * @param callsMax simulated calls after which nothing more is refined
   * @param progress is told how many more calls were made, on several threads
   * @throws dev.ballast.sim.EndlessModelException when a run cannot end
   */
  public static StabilityFinding classify(
      SystemModel model,
      Experiment base,
      Pushes pushes,
      long seed,
      int threads,
      long callsMax,
      LongConsumer progress)
      throws InterruptedException {
    try (Trials trials = new Trials(seed, threads, callsMax, progress)) {
      return new Metastability(model, base, pushes, trials).classify();
    }
  }

  private StabilityFinding classify() throws InterruptedException {
    Stability atFile = atLoad(1);
    Boundary overloaded = overloaded();
    double top = overloaded.below();
    Boundary vulnerable = confirmed(boundary(pushes.largest(), 0, top));
    Boundary metastable =
        vulnerable.isSeen() ? boundary(pushes.least(), vulnerable.below(), top) : vulnerable;
    Shedding shedding = shedding(atFile, vulnerable, top);
    if (vulnerable.isSeen()) {
      between(0, pushes.sizes().size() - 1, metastable, vulnerable, top);
    }
    grid(top);
    return new StabilityFinding(
        base.name(),
        push(),
        atFile,
        List.copyOf(system.cells()),
        vulnerable,
        metastable,
        overloaded,
        shedding,
        contradiction(overloaded),
        trials.calls(),
        trials.isSpent());
  }

  /** What the system is at a load; null when the budget ended before that was known. */
  private @Nullable Stability atLoad(double load) throws InterruptedException {
    if (!system.at(load, PushedSystem.UNDISTURBED, RUNS).recovers()) {
      return Stability.OVERLOADED;
    }
    if (!system.at(load, pushes.least(), RUNS).recovers()) {
      return Stability.METASTABLE;
    }
    if (!system.at(load, pushes.largest(), RUNS).recovers()) {
      return Stability.VULNERABLE;
    }
    if (trials.isSpent()) {
      return null;
    }
    return system.at(load, pushes.largest(), RUNS_TO_CONFIRM).recovers()
        ? Stability.STABLE
        : Stability.VULNERABLE;
  }

  /** Where the undisturbed system begins not to run well: doubled or halved first. */
  private Boundary overloaded() throws InterruptedException {
    double well = 0;
    double load = 1;
    if (system.at(load, PushedSystem.UNDISTURBED, RUNS).recovers()) {
      while (load < LOAD_MAX && !trials.isSpent()) {
        well = load;
        load *= 2;
        if (!system.at(load, PushedSystem.UNDISTURBED, RUNS).recovers()) {
          return bisect(PushedSystem.UNDISTURBED, well, load);
        }
      }
      return new Boundary(load, Double.POSITIVE_INFINITY, RUNS);
    }
    while (load > 1 / LOWERED_MAX && !trials.isSpent()) {
      double ill = load;
      load /= 2;
      if (system.at(load, PushedSystem.UNDISTURBED, RUNS).recovers()) {
        return bisect(PushedSystem.UNDISTURBED, load, ill);
      }
    }
    return new Boundary(0, load, RUNS);
  }

  /**
   * Where a trigger of this size begins to bring about a failure that stays.
   *
   * @param well a load at which it does not; 0 where none is known
   * @param top the highest load at which the undisturbed system runs well
   */
  private Boundary boundary(double size, double well, double top) throws InterruptedException {
    if (top == 0) {
      return new Boundary(0, Double.POSITIVE_INFINITY, 0);
    }
    if (system.at(top, size, RUNS).recovers()) {
      return new Boundary(top, Double.POSITIVE_INFINITY, RUNS);
    }
    double lower = well;
    double ill = top;
    if (lower == 0) {
      lower = top / 2;
      while (!system.at(lower, size, RUNS).recovers()) {
        if (lower < top / LOWERED_MAX) {
          return new Boundary(0, lower, RUNS);
        }
        ill = lower;
        lower /= 2;
      }
    }
    return bisect(size, lower, ill);
  }

  private Boundary bisect(double size, double well, double ill) throws InterruptedException {
    double lower = well;
    double upper = ill;
    while (upper - lower > RESOLUTION * upper && !trials.isSpent()) {
      double middle = (lower + upper) / 2;
      if (system.at(middle, size, RUNS).recovers()) {
        lower = middle;
      } else {
        upper = middle;
      }
    }
    return new Boundary(lower, upper, RUNS);
  }

  /** Looks at the stable side again, more often, and goes down to where it stands that. */
  private Boundary confirmed(Boundary found) throws InterruptedException {
    double below = found.below();
    double from = found.from();
    while (below > 0 && !trials.isSpent()) {
      if (system.at(below, pushes.largest(), RUNS_TO_CONFIRM).recovers()) {
        return new Boundary(below, from, RUNS_TO_CONFIRM);
      }
      from = below;
      below = below * (1 - RESOLUTION);
    }
    return new Boundary(below, from, below == found.below() ? found.runs() : 0);
  }

  /** The boundaries of the sizes between two whose boundaries are known, the middle one first. */
  private void between(int least, int largest, Boundary ofLeast, Boundary ofLargest, double top)
      throws InterruptedException {
    int middle = (least + largest) / 2;
    if (middle == least || trials.isSpent()) {
      return;
    }
    double size = pushes.sizes().get(middle);
    double upTo = ofLeast.isSeen() ? ofLeast.from() : top;
    Boundary found = boundary(size, ofLargest.below(), upTo);
    between(least, middle, ofLeast, found, top);
    between(middle, largest, found, ofLargest, top);
  }

  /** Loads at equal distances, with every size: the picture, and a look at what was supposed. */
  private void grid(double top) throws InterruptedException {
    for (int i = 1; i <= GRID; i++) {
      for (double size : pushes.sizes()) {
        if (trials.isSpent()) {
          return;
        }
        system.at(top * i / GRID, size, RUNS);
      }
    }
  }

  /** How far the load has to fall, where the system stays down. */
  private @Nullable Shedding shedding(@Nullable Stability atFile, Boundary vulnerable, double top)
      throws InterruptedException {
    boolean isFile = atFile == Stability.VULNERABLE || atFile == Stability.METASTABLE;
    double load = isFile ? 1 : top;
    if (!vulnerable.isSeen() || trials.isSpent()) {
      return null;
    }
    double lower = 0;
    double upper = 1;
    double seconds = Double.NaN;
    while (upper - lower > RESOLUTION && !trials.isSpent()) {
      double middle = (lower + upper) / 2;
      Cell cell = system.shed(load, middle, RUNS);
      if (cell.recovers()) {
        lower = middle;
        seconds = cell.meanSeconds();
      } else {
        upper = middle;
      }
    }
    return new Shedding(load, lower, upper, seconds);
  }

  /** A cell whose runs all stayed down while all those of a harder one recovered. */
  private String contradiction(Boundary overloaded) {
    List<Cell> pushed = new ArrayList<>();
    for (Cell cell : system.cells()) {
      if (cell.size() > 0 && cell.load() <= overloaded.below()) {
        pushed.add(cell);
      }
    }
    for (Cell ill : pushed) {
      for (Cell well : pushed) {
        boolean isHarder = well.load() >= ill.load() && well.size() >= ill.size();
        if (isHarder && well.recovers() && ill.stayed() == ill.runs()) {
          return words(ill) + " it stays down, but " + words(well) + " it recovers";
        }
      }
    }
    return "";
  }

  private String words(Cell cell) {
    return String.format(
        Locale.ROOT,
        "at %.0f %% of the load with %s %s",
        cell.load() * 100,
        BigDecimal.valueOf(cell.size()).stripTrailingZeros().toPlainString(),
        pushes.trigger().unit());
  }

  private StabilityFinding.Push push() {
    boolean isTime = pushes.trigger() instanceof Trigger.Crash;
    return new StabilityFinding.Push(
        pushes.trigger().words(),
        pushes.trigger().unit(),
        pushes.sizes(),
        isTime ? 0 : pushes.triggerNanos() / 1e9,
        pushes.watchNanos() / 1e9,
        pushes.inOrder(),
        system.perSecond());
  }
}
