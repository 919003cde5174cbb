package dev.ballast.cli;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Units;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observer;
import dev.ballast.sim.Simulation;
import dev.ballast.verdict.InFlight;
import dev.ballast.verdict.Settling;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds how long a system takes to settle, and tells when a warm-up is shorter, by a few short
 * pilot runs without faults. Pilots have seeds of their own, so the answer belongs to the file and
 * not to a run's seed.
 */
final class WarmUps {
  private static final long SEED = 0x5EED_0F_A_F11EL;

  /** Fewer cannot tell a start from noise, more than the most add little. */
  private static final int PILOTS_MIN = 5;

  private static final int PILOTS_MAX = 40;
  private static final double SHORTEST_SECONDS = 10;
  private static final double LONGEST_SECONDS = 320;

  /** What a look at a stated warm-up may always cost, in calls: a tenth of a second or two. */
  private static final double LOOK_CALLS = 300_000;

  /** What it may cost in repetitions of the experiment, of which proving makes ten or more. */
  private static final double LOOK_RUNS = 3;

  /** The calls with which a warm-up is found, and the most that may be spent on it. */
  private static final double FIND_CALLS = 2_000_000;

  private static final double FIND_CALLS_MAX = 20_000_000;

  private WarmUps() {}

  /** The experiment with its warm-up: the stated one, or the one that is found. */
  static Experiment found(SystemModel model, Experiment experiment) {
    return experiment.isWarmUpAuto()
        ? experiment.withWarmUp(found(new Pilots(model, experiment).find()))
        : experiment;
  }

  private static long found(@Nullable Settling settling) {
    return settling == null ? (long) (SHORTEST_SECONDS * Units.SECOND) : settling.roundedNanos();
  }

  /**
   * What a reader has to know about the warm-up, in words; none when it is long enough.
   *
   * @param experiment as the file states it
   */
  static List<String> notes(SystemModel model, Experiment experiment) {
    Pilots pilots = new Pilots(model, experiment);
    boolean isAuto = experiment.isWarmUpAuto();
    Settling settling = isAuto ? pilots.find() : pilots.lookAt(experiment.warmUpNanos());
    long warmUp = isAuto ? found(settling) : experiment.warmUpNanos();
    String problem = settling == null ? null : settling.problem(warmUp, experiment.lengthNanos());
    if (problem != null) {
      return List.of(problem);
    }
    if (!isAuto) {
      return List.of();
    }
    String took = "`warm-up: auto` took " + Units.duration(warmUp);
    return List.of(
        settling == null ? took + ": the load is too many calls to look for more" : took);
  }

  /**
   * The load as it is at time 0: one that varies by itself would look like one that never settles.
   */
  private static Load atTheStart(Load load) {
    return switch (load) {
      case Load.Poisson poisson -> new Load.Poisson(poisson.mix(), atTheStart(poisson.rate()));
      case Load.Constant constant -> new Load.Constant(constant.mix(), atTheStart(constant.rate()));
      case Load.Bursts _, Load.OnOff _, Load.Replay _, Load.Closed _ -> load;
    };
  }

  private static ArrivalRate atTheStart(ArrivalRate rate) {
    double perSecond = rate.perSecond(0);
    return perSecond > 0 ? new ArrivalRate.Steady(perSecond) : rate;
  }

  /** Short runs of what an experiment begins with, and nothing else. */
  private static final class Pilots {
    private final Plan plan;
    private final Experiment experiment;
    private final double callsPerSecond;

    Pilots(SystemModel model, Experiment experiment) {
      plan = Plan.of(model);
      this.experiment = experiment;
      callsPerSecond = Math.max(1, run(Units.SECOND, PILOTS_MAX, _ -> {}));
    }

    /** Pilots that find a warm-up; null when there are too many calls for that. */
    @Nullable Settling find() {
      double seconds = FIND_CALLS / callsPerSecond;
      boolean isAffordable = PILOTS_MIN * SHORTEST_SECONDS * callsPerSecond <= FIND_CALLS_MAX;
      return isAffordable ? settling(seconds, SHORTEST_SECONDS) : null;
    }

    /** Pilots that show whether a warm-up is long enough; null when that would cost too much. */
    @Nullable Settling lookAt(long warmUpNanos) {
      double warmUp = (double) warmUpNanos / Units.SECOND;
      double run = warmUp + (double) experiment.lengthNanos() / Units.SECOND;
      double seconds = Math.max(LOOK_CALLS / callsPerSecond, LOOK_RUNS * run);
      double shortest = Math.max(SHORTEST_SECONDS, 3 * warmUp);
      Settling look = PILOTS_MIN * shortest <= seconds ? settling(seconds, shortest) : null;
      return look == null || look.settles() ? look : find(); // longer ones may see it settle
    }

    /** Spends so many simulated seconds: on many pilots, or on fewer that are long enough. */
    private Settling settling(double seconds, double shortest) {
      double length =
          Math.clamp(seconds / PILOTS_MAX, shortest, Math.max(shortest, LONGEST_SECONDS));
      int count = (int) Math.clamp(seconds / length, PILOTS_MIN, PILOTS_MAX);
      List<InFlight> pilots = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long nanos = (long) (length * Units.SECOND);
        InFlight pilot = new InFlight(nanos);
        run(nanos, i, pilot);
        pilots.add(pilot);
      }
      return Settling.of(pilots);
    }

    private long run(long nanos, int number, Observer observer) {
      List<Load> loads = experiment.loads().stream().map(WarmUps::atTheStart).toList();
      Experiment start = new Experiment(experiment.name(), nanos, 1, loads, List.of(), List.of());
      return Simulation.observe(plan, start, RandomStream.seedOf(SEED, number), observer);
    }
  }
}
