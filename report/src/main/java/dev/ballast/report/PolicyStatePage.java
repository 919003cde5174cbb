package dev.ballast.report;

import dev.ballast.kernel.BreakerState;
import dev.ballast.observation.ReplicaState;
import dev.ballast.observation.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The state of the policies for people. */
final class PolicyStatePage {
  private PolicyStatePage() {}

  static String of(PolicyState state) {
    StringBuilder page = new StringBuilder(Page.begin(state.model().name() + ": policies"));
    page.append("<h1>")
        .append(Escape.markup(state.model().name()))
        .append("</h1><p class=\"soft\">")
        .append(Escape.markup(state.now().toString()))
        .append(
            " · <a href=\"/policies\">JSON</a> · <a href=\"/metrics\">metrics</a> · "
                + "<a href=\"/config\">configuration</a></p>\n");
    for (ReplicaState replica : state.replicas()) {
      replica(page, state, replica);
    }
    return page.append("</main></body></html>\n").toString();
  }

  private static void replica(StringBuilder page, PolicyState state, ReplicaState replica) {
    page.append("<h2>")
        .append(Escape.markup(PolicyState.name(state.service(replica), replica.replica())))
        .append("</h2><p>")
        .append(replica.inFlight())
        .append(" in flight")
        .append(replica.limit() == null ? "" : " of " + replica.limit() + " by the adaptive limit");
    state
        .standing()
        .shedding(replica.service(), replica.replica())
        .forEach(
            (why, since) ->
                page.append("; refuses requests, ")
                    .append(PolicyStateJson.word(why))
                    .append(", ")
                    .append(lasting(state, since)));
    page.append("</p>\n");
    if (!replica.paths().isEmpty()) {
      page.append(
          "<table><tr><th>calls</th><th>breaker</th><th>ejected</th><th>limits</th>"
              + "<th>in flight</th><th>last failure</th></tr>\n");
      replica.paths().forEach(path -> path(page, state, replica, path));
      page.append("</table>\n");
    }
  }

  private static void path(
      StringBuilder page, PolicyState state, ReplicaState replica, ReplicaState.PathState path) {
    String callee = state.edge(path).callee();
    List<String> cells =
        List.of(
            callee,
            breakers(state, replica, path),
            ejected(state, replica, path, callee),
            limits(state, replica, path),
            path.inFlight().stream().map(String::valueOf).collect(Collectors.joining(" + ")),
            failure(state, path, callee));
    page.append("<tr>");
    cells.forEach(
        cell ->
            page.append("<td>").append(Escape.markup(cell.isEmpty() ? "–" : cell)).append("</td>"));
    page.append("</tr>\n");
  }

  private static String breakers(
      PolicyState state, ReplicaState replica, ReplicaState.PathState path) {
    List<String> all = new ArrayList<>();
    state
        .breakers(replica, path)
        .forEach(
            (endpoint, changed) ->
                all.add(
                    (endpoint.isEmpty() ? "" : endpoint + ": ")
                        + (changed == null
                            ? PolicyStateJson.word(BreakerState.CLOSED)
                            : PolicyStateJson.word(changed.state())
                                + ", "
                                + lasting(state, changed.sinceNanos()))));
    return String.join("; ", all);
  }

  private static String ejected(
      PolicyState state, ReplicaState replica, ReplicaState.PathState path, String callee) {
    List<String> all = new ArrayList<>();
    state
        .standing()
        .ejected(path.edge(), replica.replica())
        .forEach(
            (index, ejection) -> {
              all.add(
                  PolicyState.name(callee, index)
                      + " for "
                      + PolicyStateJson.word(ejection.reason())
                      + (ejection.hasEnd() ? ", " + left(state, ejection) + " s more" : ""));
            });
    return String.join("; ", all);
  }

  private static long left(PolicyState state, Standing.Ejection ejection) {
    return Math.max(0, (ejection.untilNanos() - state.nowNanos()) / 1_000_000_000);
  }

  private static String limits(
      PolicyState state, ReplicaState replica, ReplicaState.PathState path) {
    List<String> all = new ArrayList<>();
    if (path.limit() != null) {
      all.add(path.limit() + " calls at once");
    }
    if (path.waiting() > 0) {
      all.add(path.waiting() + " wait for the bulkhead");
    }
    if (path.repeatsLeft() != ReplicaState.UNLIMITED) {
      all.add(path.repeatsLeft() + " repeats left");
    }
    for (Standing.Pool pool : state.standing().pools(path.edge(), replica.replica()).values()) {
      if (pool.isInPanic()) {
        all.add("panic in tier " + (pool.tier() + 1));
      }
      if (pool.isFailingOver()) {
        all.add("failover from tier " + (pool.tier() + 1));
      }
    }
    return String.join("; ", all);
  }

  private static String failure(PolicyState state, ReplicaState.PathState path, String callee) {
    Standing.Failure last = state.standing().lastFailure(path.edge());
    return last == null
        ? ""
        : PolicyStateJson.word(last.result())
            + " by "
            + PolicyState.name(callee, last.replica())
            + ", "
            + seconds(state, last.atNanos())
            + " s ago";
  }

  private static String lasting(PolicyState state, long nanos) {
    return "for " + seconds(state, nanos) + " s";
  }

  private static long seconds(PolicyState state, long sinceNanos) {
    return Math.max(0, (state.nowNanos() - sinceNanos) / 1_000_000_000);
  }
}
