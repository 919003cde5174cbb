package dev.ballast.explore;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.SystemModel;
import dev.ballast.verdict.Patience;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A system that is run at loads and pushed with triggers, on common random numbers, and remembers
 * how it took them.
 */
final class PushedSystem {
  /** The size of no trigger. */
  static final double UNDISTURBED = 0;

  /** A system has recovered when it is in order over this last part of the watch. */
  private static final double LAST_PART = 0.25;

  private record At(double size, double load) implements Comparable<At> {
    @Override
    public int compareTo(At other) {
      int bySize = Double.compare(size, other.size);
      return bySize != 0 ? bySize : Double.compare(load, other.load);
    }
  }

  private final SystemModel model;
  private final Experiment base;
  private final Pushes pushes;
  private final Trials trials;
  private final long[] patienceNanos;
  private final Map<At, Cell> cells = new TreeMap<>();
  private double perSecond = Double.NaN;

  PushedSystem(SystemModel model, Experiment base, Pushes pushes, Trials trials) {
    this.model = model;
    this.base = base;
    this.pushes = pushes;
    this.trials = trials;
    Patience patience = new Patience(model, base);
    List<Plan.Route> routes = Plan.of(model).routes();
    patienceNanos = routes.stream().mapToLong(r -> patience.boundNanos(r.name())).toArray();
  }

  /** Everything that was looked at. */
  Collection<Cell> cells() {
    return cells.values();
  }

  /** Requests of users at the file's load; NaN until that was run undisturbed. */
  double perSecond() {
    return perSecond;
  }

  /** The system at a load, undisturbed or pushed; run at least so often, unless it is known. */
  Cell at(double load, double size, int runs) throws InterruptedException {
    At at = new At(size, load);
    Cell known = cells.get(at);
    if (known != null && known.runs() >= runs) {
      return known;
    }
    List<TimedFault> faults = new ArrayList<>();
    long overNanos = pushes.beginNanos();
    if (size != UNDISTURBED) {
      overNanos = pushes.overNanos(size);
      faults.add(pushes.fault(size));
    }
    Cell cell = run(load, size, runs, faults, overNanos);
    cells.put(at, cell);
    return cell;
  }

  /**
   * The system pushed as far as it goes, whose load is then cut to a share of itself; nothing is
   * remembered of it.
   */
  Cell shed(double load, double share, int runs) throws InterruptedException {
    double size = pushes.largest();
    long cutNanos = pushes.overNanos(size) + pushes.triggerNanos();
    List<TimedFault> faults =
        List.of(
            pushes.fault(size),
            new TimedFault(cutNanos, Experiment.UNTIL_THE_END, new Fault.Surge(null, share)));
    return run(load, size, runs, faults, cutNanos);
  }

  private Cell run(double load, double size, int runs, List<TimedFault> faults, long overNanos)
      throws InterruptedException {
    long lengthNanos = overNanos + pushes.watchNanos();
    Experiment experiment =
        new Experiment(
            base.name(),
            base.warmUpNanos(),
            lengthNanos,
            base.loads().stream().map(l -> l.times(load)).toList(),
            Stream.concat(pushes.rise().stream(), faults.stream()).toList(),
            base.expect());
    List<Goodput> seen =
        trials.observe(
            new Variation(model, experiment), runs, () -> new Goodput(lengthNanos, patienceNanos));
    if (load == 1 && faults.isEmpty()) {
      perSecond =
          seen.stream()
              .mapToDouble(run -> run.perSecond(pushes.beginNanos()))
              .average()
              .orElse(Double.NaN);
    }
    int stayed = 0;
    double sum = 0;
    double longest = Double.NaN;
    long lastPart = lengthNanos - (long) (LAST_PART * pushes.watchNanos());
    for (Goodput run : seen) {
      if (!run.isInOrderFrom(lastPart, pushes.inOrder())) {
        stayed++;
        continue;
      }
      double seconds =
          (double) (run.inOrderSince(overNanos, pushes.inOrder()) - overNanos) / Units.SECOND;
      sum += seconds;
      longest = Double.isNaN(longest) ? seconds : Math.max(longest, seconds);
    }
    double mean = stayed == runs ? Double.NaN : sum / (runs - stayed);
    return new Cell(load, size, runs, stayed, mean, longest);
  }
}
