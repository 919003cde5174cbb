package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing an endpoint does. Steps run one after the other; a step that fails ends the endpoint.
 */
public sealed interface Step {
  /** Keeps the worker busy for a while, and a core where the service's CPU is described. */
  record Work(Distribution time) implements Step {}

  /** Keeps the worker for a while, but no core: a disk, a third party, a lock elsewhere. */
  record Wait(Distribution time) implements Step {}

  /**
   * Calls an endpoint of another service and waits for the answer.
   *
   * @param target the endpoint called
   * @param fallback what replaces the answer of a failed call; null lets the failure through
   * @param chance the share of executions that make the call at all, in [0, 1]
   * @param times how often it is called, one after the other, at least 1
   */
  record Call(EndpointRef target, @Nullable Fallback fallback, double chance, int times)
      implements Step {
    public Call {
      Checks.share(chance, "chance");
      Checks.that(times >= 1, "times must be at least 1");
    }

    /** The call and those that it falls back to, in the order in which they are made. */
    public List<EndpointRef> targets() {
      List<EndpointRef> targets = new ArrayList<>(List.of(target));
      Fallback next = fallback;
      while (next instanceof Fallback.Other(EndpointRef other, Fallback otherwise)) {
        targets.add(other);
        next = otherwise;
      }
      return targets;
    }

    /** What is left when every service that the call falls back to has failed; null for nothing. */
    public @Nullable Fallback last() {
      Fallback last = fallback;
      while (last instanceof Fallback.Other(_, Fallback otherwise)) {
        last = otherwise;
      }
      return last;
    }
  }

  /** Runs branches at the same time and waits for all of them; each branch is a list of steps. */
  record Together(List<List<Step>> branches) implements Step {
    public Together {
      branches = branches.stream().map(List::copyOf).toList();
    }
  }

  /** Fails the endpoint with this probability, in [0, 1]. */
  record Fails(double probability) implements Step {
    public Fails {
      Checks.share(probability, "a probability");
    }
  }
}
