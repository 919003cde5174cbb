package dev.ballast.report;

import dev.ballast.observation.ReplicaState;
import dev.ballast.observation.Standing;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of the policies for machines. Replicas are numbered from 1. */
final class PolicyStateJson {
  private PolicyStateJson() {}

  static String of(PolicyState state) {
    return Json.document(
        json -> {
          json.text("system", state.model().name());
          json.text("at", state.now().toString());
          json.array("replicas", state.replicas(), replica -> replica(json, state, replica));
        });
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void replica(Json json, PolicyState state, ReplicaState replica) {
    json.text("service", state.service(replica));
    json.count("replica", replica.replica() + 1);
    json.count("in_flight", replica.inFlight());
    limit(json, replica.limit());
    json.array(
        "refuses",
        state.standing().shedding(replica.service(), replica.replica()).entrySet(),
        entry -> {
          json.text("why", word(entry.getKey()));
          json.text("since", state.instant(entry.getValue()).toString());
        });
    json.array("calls", replica.paths(), path -> path(json, state, replica, path));
  }

  private static void limit(Json json, @Nullable Integer limit) {
    if (limit != null) {
      json.count("limit", limit);
    }
  }

  private static void path(
      Json json, PolicyState state, ReplicaState replica, ReplicaState.PathState path) {
    String callee = state.edge(path).callee();
    json.text("to", callee);
    json.array(
        "breakers", state.breakers(replica, path).entrySet(), entry -> breaker(json, state, entry));
    json.array(
        "ejected",
        state.standing().ejected(path.edge(), replica.replica()).entrySet(),
        entry -> ejection(json, state, entry));
    json.array(
        "pools",
        state.standing().pools(path.edge(), replica.replica()).values(),
        pool -> {
          json.count("tier", pool.tier() + 1);
          json.flag("panic", pool.isInPanic());
          json.flag("failover", pool.isFailingOver());
        });
    Standing.Failure last = state.standing().lastFailure(path.edge());
    if (last != null) {
      json.object(
          "last_failure",
          failure -> {
            failure.text("at", state.instant(last.atNanos()).toString());
            failure.count("replica", last.replica() + 1);
            failure.text("result", word(last.result()));
          });
    }
    limit(json, path.limit());
    json.count("waiting", path.waiting());
    if (path.repeatsLeft() != ReplicaState.UNLIMITED) {
      json.count("repeats_left", path.repeatsLeft());
    }
    json.counts("in_flight", path.inFlight());
  }

  private static void breaker(
      Json json, PolicyState state, Map.Entry<String, Standing.@Nullable Breaker> entry) {
    if (!entry.getKey().isEmpty()) {
      json.text("endpoint", entry.getKey());
    }
    Standing.Breaker changed = entry.getValue();
    json.text("state", changed == null ? "closed" : word(changed.state()));
    if (changed != null) {
      json.text("since", state.instant(changed.sinceNanos()).toString());
    }
  }

  private static void ejection(
      Json json, PolicyState state, Map.Entry<Integer, Standing.Ejection> entry) {
    json.count("replica", entry.getKey() + 1);
    json.text("why", word(entry.getValue().reason()));
    json.text("since", state.instant(entry.getValue().sinceNanos()).toString());
    if (entry.getValue().hasEnd()) {
      json.text("until", state.instant(entry.getValue().untilNanos()).toString());
    }
  }
}
