package dev.ballast.observation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in one replica at one moment.
 *
 * @param service its number
 * @param replica its number among the service's replicas, from 0
 * @param inFlight requests in it, those that wait for a worker included
 * @param limit of an adaptive limit, where it has one
 * @param paths to what it calls
 */
public record ReplicaState(
    int service, int replica, int inFlight, @Nullable Integer limit, List<PathState> paths) {
  /** {@link PathState#repeatsLeft} where nothing bounds them. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  public ReplicaState {
    paths = List.copyOf(paths);
  }

  /**
   * One of its edges at one moment.
   *
   * @param edge its number
   * @param inFlight attempts without an answer, for each of the callee's replicas
   * @param limit of calls at once by an adaptive limit, where it has one
   * @param waiting calls that wait for a place in the bulkhead
   * @param repeatsLeft how many repeats the retry budget would grant now, or {@link #UNLIMITED}
   */
  public record PathState(
      int edge, List<Integer> inFlight, @Nullable Integer limit, int waiting, long repeatsLeft) {
    public PathState {
      inFlight = List.copyOf(inFlight);
    }
  }
}
