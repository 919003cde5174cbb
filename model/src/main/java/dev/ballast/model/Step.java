package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;
import dev.ballast.policy.cache.CacheConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
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

  /**
   * Looks up what the request is about (its key) in the replica's memory: nothing is to be done
   * when it is there; otherwise these steps are, and once they have succeeded it is kept. Each such
   * step has a memory of its own, which is empty when the replica starts. A request without a key
   * is never found and never kept.
   *
   * @param entries kept at most, per replica, 1 to {@link #ENTRIES_MAX}; what was not asked for in
   *     a while makes room
   * @param miss what is done for what is not there
   */
  record Memory(int entries, List<Step> miss) implements Step {
    public static final int ENTRIES_MAX = CacheConfig.ENTRIES_MAX;

    public Memory {
      miss = List.copyOf(miss);
      Checks.that(
          entries >= 1 && entries <= ENTRIES_MAX, "a memory has 1 to " + ENTRIES_MAX + " entries");
    }
  }

  /**
   * Steps that only one of the requests about the same key does at a time in a replica, in the
   * order in which they come; the others wait and keep their workers. Requests without a key count
   * as about the same. All such steps of a service exclude each other.
   */
  record OneAtATime(List<Step> steps) implements Step {
    public OneAtATime {
      steps = List.copyOf(steps);
    }
  }

  /**
   * One of several calls, drawn anew for each request: a weighted split. Of routes only.
   *
   * @param parts at least one; their shares add up to 1
   */
  record Split(List<Part> parts) implements Step {
    /** The most calls to choose from. */
    public static final int PARTS_MAX = 32;

    /** What shares may be off by when they are added. */
    private static final double ROUNDING = 1e-9;

    /**
     * One of them.
     *
     * @param share of the requests that make this call, in [0, 1]
     */
    public record Part(double share, Call call) {
      public Part {
        Checks.share(share, "a share of a split");
      }
    }

    public Split {
      parts = List.copyOf(parts);
      Checks.that(
          !parts.isEmpty() && parts.size() <= PARTS_MAX,
          "a split is between 1 and " + PARTS_MAX + " endpoints");
      double sum = parts.stream().mapToDouble(Part::share).sum();
      Checks.that(Math.abs(sum - 1) < ROUNDING, "the shares of a split must add up to 100 %");
    }
  }

  /**
   * Makes a call beside the request, without its answer: nobody waits for it, and what becomes of
   * it changes nothing. Of routes only.
   *
   * @param call its chance is the share of the requests that are mirrored; without fallback, once
   */
  record Mirror(Call call) implements Step {
    public Mirror {
      Checks.that(
          call.fallback() == null && call.times() == 1, "a mirrored call is made once, as it is");
    }
  }

  /** The lists of steps within this one: the branches of a parallel one; empty for most. */
  default List<List<Step>> within() {
    return switch (this) {
      case Together together -> together.branches();
      case Split split -> split.parts().stream().map(part -> List.<Step>of(part.call())).toList();
      case Mirror(Call call) -> List.of(List.of(call));
      case Memory memory -> List.of(memory.miss());
      case OneAtATime locked -> List.of(locked.steps());
      case Work _, Wait _, Call _, Fails _ -> List.of();
    };
  }

  /** The same with other lists of steps within; the calls of a split or a mirror stay calls. */
  default Step withWithin(UnaryOperator<List<Step>> change) {
    return switch (this) {
      case Split(var parts) ->
          new Split(
              parts.stream()
                  .map(part -> new Split.Part(part.share(), changed(part.call(), change)))
                  .toList());
      case Mirror(Call call) -> new Mirror(changed(call, change));
      case Together(var branches) -> new Together(branches.stream().map(change).toList());
      case Memory(int entries, var miss) -> new Memory(entries, change.apply(miss));
      case OneAtATime(var steps) -> new OneAtATime(change.apply(steps));
      case Work _, Wait _, Call _, Fails _ -> this;
    };
  }

  private static Call changed(Call call, UnaryOperator<List<Step>> change) {
    List<Step> changed = change.apply(List.of(call));
    if (changed.size() == 1 && changed.getFirst() instanceof Call one) {
      return one;
    }
    throw new IllegalArgumentException("expected a call in the place of a call, found " + changed);
  }

  /** Fails the endpoint with this probability, in [0, 1]. */
  record Fails(double probability) implements Step {
    public Fails {
      Checks.share(probability, "a probability");
    }
  }
}
