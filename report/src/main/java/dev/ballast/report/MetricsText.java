package dev.ballast.report;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Metrics;
import dev.ballast.observation.ReplicaState;
import dev.ballast.observation.Served;
import dev.ballast.observation.Standing;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What calls and policies show to a monitoring system. The numbers of edges have the names that
 * Grafana Tempo gives to those of a service graph. Results that never came have no sample.
 */
public final class MetricsText {
  private MetricsText() {}

  /** Writes the counts of the calls that the replicas made, edge by edge. */
  public static void calls(Exposition out, Metrics metrics, PolicyState state) {
    List<Integer> edges =
        state.replicas().stream()
            .flatMap(replica -> replica.paths().stream())
            .map(ReplicaState.PathState::edge)
            .distinct()
            .toList();
    new Calls(out, metrics, edges).write();
  }

  /**
   * Writes the counts of the requests that the replicas were asked.
   *
   * @param served one for each replica of the state
   */
  public static void requests(Exposition out, List<Served> served, PolicyState state) {
    out.counter("ballast_requests_total", "Requests that ended, by their result.");
    each(
        served,
        state,
        (labels, at, i) -> {
          for (Result result : Result.values()) {
            long count = at.results(i).of(result);
            if (count > 0) {
              out.value(count, with(labels, "result", PolicyStateJson.word(result)));
            }
          }
        });
    out.histogram("ballast_request_seconds", "From a request's arrival to its answer.");
    each(served, state, (labels, at, i) -> out.values(at.times(i), labels));
    out.counter(
        "ballast_refused_total", "What was refused before it was a request for an endpoint.");
    for (int r = 0; r < served.size(); r++) {
      String[] labels = place(state, state.replicas().get(r));
      served
          .get(r)
          .refused()
          .forEach(
              (status, count) ->
                  out.value(count, with(labels, "status", Integer.toString(status))));
    }
  }

  private interface OfEndpoint {
    void write(String[] labels, Served served, int endpoint);
  }

  private static void each(List<Served> served, PolicyState state, OfEndpoint write) {
    for (int r = 0; r < served.size(); r++) {
      List<String> endpoints = served.get(r).endpoints();
      for (int i = 0; i < endpoints.size(); i++) {
        String[] labels = place(state, state.replicas().get(r));
        write.write(with(labels, "endpoint", endpoints.get(i)), served.get(r), i);
      }
    }
  }

  private record Calls(Exposition out, Metrics metrics, List<Integer> edges) {
    void write() {
      out.counter("traces_service_graph_request_total", "Calls that ended.");
      each((ends, edge) -> out.value(edge.calls().total(), ends));
      out.counter("traces_service_graph_request_failed_total", "Calls that failed.");
      each((ends, edge) -> out.value(edge.calls().failed(), ends));
      out.histogram(
          "traces_service_graph_request_client_seconds", "What calls took, repeats included.");
      each((ends, edge) -> out.values(edge.callTimes(), ends));
      out.counter("ballast_calls_total", "Calls that ended, by their result.");
      each(
          (ends, edge) -> {
            for (Result result : Result.values()) {
              long count = edge.calls().of(result);
              if (count > 0) {
                out.value(count, with(ends, "result", PolicyStateJson.word(result)));
              }
            }
          });
      attempts();
      out.counter("ballast_breaker_opened_total", "How often a breaker opened.");
      each((ends, edge) -> out.value(edge.opened(), ends));
      out.counter("ballast_ejections_total", "How often a replica was ejected.");
      each((ends, edge) -> out.value(edge.ejected(), ends));
    }

    private void attempts() {
      out.counter("ballast_attempts_total", "Attempts that ended: first ones, repeats and hedges.");
      each(
          (ends, edge) ->
              edge.attempts()
                  .forEach(
                      (kind, counts) -> {
                        for (Result result : Result.values()) {
                          long count = counts.of(result);
                          if (count > 0) {
                            String[] named = with(ends, "kind", PolicyStateJson.word(kind));
                            out.value(count, with(named, "result", PolicyStateJson.word(result)));
                          }
                        }
                      }));
      out.histogram("ballast_attempt_seconds", "What single attempts took.");
      each((ends, edge) -> out.values(edge.attemptTimes(), ends));
    }

    private void each(BiConsumer<String[], Metrics.Edge> write) {
      for (int edge : edges) {
        String[] names = metrics.subjects().edges().get(edge).split(" -> ", 2);
        write.accept(new String[] {"client", names[0], "server", names[1]}, metrics.edge(edge));
      }
    }
  }

  private static String[] with(String[] labels, String name, String value) {
    String[] more = Arrays.copyOf(labels, labels.length + 2);
    more[labels.length] = name;
    more[labels.length + 1] = value;
    return more;
  }

  /** Writes what the policies are doing. */
  public static void policies(Exposition out, PolicyState state) {
    out.gauge("ballast_requests_in_flight", "Requests in a replica, waiting or at work.");
    for (ReplicaState replica : state.replicas()) {
      out.value(replica.inFlight(), place(state, replica));
    }
    out.gauge("ballast_breaker_state", "1 for the state that a breaker is in.");
    each(state, (replica, path) -> breakers(out, state, replica, path));
    out.gauge("ballast_replica_ejected", "1 for a replica that is out of a caller's balancer.");
    each(
        state,
        (replica, path) -> {
          var ejected = state.standing().ejected(path.edge(), replica.replica());
          for (int i = 0; i < path.inFlight().size(); i++) {
            out.value(ejected.containsKey(i) ? 1 : 0, callee(state, replica, path, i));
          }
        });
    out.gauge("ballast_attempts_in_flight", "Attempts without an answer.");
    each(
        state,
        (replica, path) -> {
          for (int i = 0; i < path.inFlight().size(); i++) {
            out.value(path.inFlight().get(i), callee(state, replica, path, i));
          }
        });
    out.gauge("ballast_retry_budget_left", "Repeats that the budget would grant now.");
    each(
        state,
        (replica, path) -> {
          if (path.repeatsLeft() != ReplicaState.UNLIMITED) {
            out.value(path.repeatsLeft(), edge(state, replica, path));
          }
        });
    out.gauge("ballast_limit", "Calls at once that an adaptive limit lets through.");
    each(
        state,
        (replica, path) -> {
          if (path.limit() != null) {
            out.value(path.limit(), edge(state, replica, path));
          }
        });
  }

  private static void breakers(
      Exposition out, PolicyState state, ReplicaState replica, ReplicaState.PathState path) {
    state
        .breakers(replica, path)
        .forEach(
            (endpoint, changed) -> {
              String[] labels = with(edge(state, replica, path), "endpoint", endpoint);
              String now = word(changed);
              out.value(1, with(labels, "state", now));
            });
  }

  private static String word(Standing.@Nullable Breaker changed) {
    return changed == null ? "closed" : PolicyStateJson.word(changed.state());
  }

  private static void each(
      PolicyState state, BiConsumer<ReplicaState, ReplicaState.PathState> write) {
    state.replicas().forEach(replica -> replica.paths().forEach(p -> write.accept(replica, p)));
  }

  private static String[] place(PolicyState state, ReplicaState replica) {
    return new String[] {
      "service", state.service(replica), "replica", Integer.toString(replica.replica() + 1)
    };
  }

  private static String[] edge(
      PolicyState state, ReplicaState replica, ReplicaState.PathState path) {
    return new String[] {
      "client", state.service(replica),
      "client_replica", Integer.toString(replica.replica() + 1),
      "server", state.edge(path).callee()
    };
  }

  private static String[] callee(
      PolicyState state, ReplicaState replica, ReplicaState.PathState path, int index) {
    return with(edge(state, replica, path), "server_replica", Integer.toString(index + 1));
  }
}
