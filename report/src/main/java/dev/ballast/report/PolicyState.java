package dev.ballast.report;

import dev.ballast.model.Edge;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.ReplicaState;
import dev.ballast.observation.Standing;
import dev.ballast.observation.Subjects;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the policies of a running process are doing: each breaker with its state and since when,
 * each ejected replica with the reason and until when, limits, what is in flight, what a retry
 * budget would still grant.
 *
 * @param replicas that are served here
 * @param nowNanos the moment in the time of the observations
 * @param now the same moment
 */
public record PolicyState(
    SystemModel model,
    Subjects subjects,
    List<ReplicaState> replicas,
    Standing standing,
    long nowNanos,
    Instant now) {
  public PolicyState {
    replicas = List.copyOf(replicas);
  }

  /** One document of JSON. */
  public String json() {
    return PolicyStateJson.of(this);
  }

  /** A page for people, which loads nothing. */
  public String html() {
    return PolicyStatePage.of(this);
  }

  /** A moment of the observations, to the millisecond. */
  Instant instant(long nanos) {
    return now.minusNanos(nowNanos - nanos).truncatedTo(ChronoUnit.MILLIS);
  }

  String service(ReplicaState replica) {
    return subjects.services().get(replica.service());
  }

  Edge edge(ReplicaState.PathState path) {
    String name = subjects.edges().get(path.edge());
    for (Edge edge : model.edges()) {
      if (name.equals(edge.caller() + " -> " + edge.callee())) {
        return edge;
      }
    }
    throw new IllegalArgumentException("no edge " + name);
  }

  /**
   * The breakers of a path, also those that never changed, by the endpoint that they guard; empty
   * for the whole callee.
   */
  SortedMap<String, Standing.@Nullable Breaker> breakers(
      ReplicaState replica, ReplicaState.PathState path) {
    SortedMap<String, Standing.@Nullable Breaker> all = new TreeMap<>();
    CallPolicy policy = model.policy(edge(path));
    BreakerConfig config = policy.breaker();
    if (config != null) {
      for (String endpoint : guarded(config, path)) {
        all.put(endpoint, null);
      }
      all.putAll(standing.breakers(path.edge(), replica.replica()));
    }
    return all;
  }

  private List<String> guarded(BreakerConfig config, ReplicaState.PathState path) {
    if (!config.perEndpoint()) {
      return List.of("");
    }
    List<String> names = new ArrayList<>();
    model.service(edge(path).callee()).endpoints().forEach(endpoint -> names.add(endpoint.name()));
    return names;
  }

  /** A name for people: {@code playback-1}. */
  static String name(String service, int replica) {
    return service + "-" + (replica + 1);
  }
}
