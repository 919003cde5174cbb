package dev.ballast.sim;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.model.Experiment;
import dev.ballast.observation.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * One run followed for something rare: how near it came, step by step, and whether it happened. A
 * run is a function of its seeds, so its state is never copied: another run that shares its past
 * repeats it up to a step and goes on from there under a seed of its own.
 *
 * @param branches the seeds that made it, in order; the first from step 0
 * @param records where the importance rose above all before it, in order
 * @param calls users' requests and attempts that were simulated, the repeated past included
 */
public record Trajectory(List<Branch> branches, List<Climb> records, long calls) {
  /** From this step on, every random stream goes on from this seed. */
  public record Branch(long afterSteps, long seed) {}

  /** After this step the importance was higher than ever before. */
  public record Climb(long afterSteps, double importance) {}

  /** The importance of what is looked for itself. */
  public static final double HAPPENED = Double.POSITIVE_INFINITY;

  private static final int STEPS_BETWEEN_LOOKS = 1 << 16;

  /** What can be seen of a run between two steps. */
  public interface View {
    /** Requests that a replica works on, with those that wait there. */
    int load(int service, int replica);

    /** Requests of users that have no answer yet. */
    long usersInFlight();
  }

  /**
   * What is looked for.
   *
   * @param importance how near the run is to it; the higher, the nearer
   * @param happens whether this is it
   */
  public record Rare(ToDoubleFunction<View> importance, Predicate<Observation> happens) {}

  public Trajectory {
    branches = List.copyOf(branches);
    records = List.copyOf(records);
  }

  /** How near it came at most; {@link #HAPPENED} when it happened. */
  public double score() {
    return records.isEmpty() ? Double.NEGATIVE_INFINITY : records.getLast().importance();
  }

  /**
   * The seeds of a trajectory with the same past up to the moment at which this one first rose
   * above a level.
   *
   * @param level below its score
   * @param seed of its own future
   */
  public List<Branch> branchesAbove(double level, long seed) {
    long after = 0;
    for (Climb step : records) {
      if (step.importance() > level) {
        after = step.afterSteps();
        break;
      }
    }
    List<Branch> shared = new ArrayList<>();
    for (Branch branch : branches) {
      if (branch.afterSteps() < after) {
        shared.add(branch);
      }
    }
    shared.add(new Branch(after, seed));
    return shared;
  }

  /**
   * Runs until the thing happens within the experiment's measured time, or the time is over.
   *
   * @param branches at least one; the first from step 0, the others from later ones in order
   */
  public static Trajectory follow(
      Plan plan, Experiment experiment, List<Branch> branches, Rare rare) {
    return new Follower(plan, experiment, branches, rare).follow();
  }

  private static final class Follower implements View {
    private final List<Branch> branches;
    private final Rare rare;
    private final RandomStreams streams;
    private final Simulation simulation;
    private final List<Climb> records = new ArrayList<>();
    private double highest = Double.NEGATIVE_INFINITY;
    private boolean hasHappened;

    Follower(Plan plan, Experiment experiment, List<Branch> branches, Rare rare) {
      this.branches = branches;
      this.rare = rare;
      streams = RandomStreams.turnable(branches.getFirst().seed());
      simulation = new Simulation(plan, experiment, streams, this::observe, calls -> {});
    }

    private void observe(Observation observation) {
      if (observation.atNanos() >= 0 && rare.happens().test(observation)) {
        hasHappened = true;
      }
    }

    Trajectory follow() {
      int next = 1;
      for (long steps = 0; !hasHappened; steps++) {
        if (next < branches.size() && branches.get(next).afterSteps() == steps) {
          streams.turn(branches.get(next++).seed());
        }
        if (!simulation.step()) {
          break;
        }
        if (simulation.nowNanos() >= 0) {
          look(steps + 1);
        }
        if (steps % STEPS_BETWEEN_LOOKS == 0 && Thread.currentThread().isInterrupted()) {
          throw new CancellationException("the simulation was interrupted");
        }
      }
      return new Trajectory(branches, records, simulation.calls());
    }

    private void look(long afterSteps) {
      double importance = hasHappened ? HAPPENED : rare.importance().applyAsDouble(this);
      if (importance > highest) {
        highest = importance;
        records.add(new Climb(afterSteps, importance));
      }
    }

    @Override
    public int load(int service, int replica) {
      return simulation.replica(service, replica).load();
    }

    @Override
    public long usersInFlight() {
      return simulation.usersInFlight();
    }
  }
}
