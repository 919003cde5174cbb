package dev.ballast.explore;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Checks;
import dev.ballast.model.Edge;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Observation;
import dev.ballast.sim.Trajectory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Something that may happen within an experiment, and seldom does. */
public sealed interface RareEvent {
  /** As {@link #of} reads it. */
  String words();

  /** A replica of the service begins to refuse requests; it refused none in the second before. */
  record Sheds(String service) implements RareEvent {
    @Override
    public String words() {
      return service + " sheds";
    }
  }

  /** A replica of the service has so many requests, at work or waiting. */
  record Holds(String service, int requests) implements RareEvent {
    public Holds {
      Checks.that(requests >= 1, "a replica is to hold at least one request");
    }

    @Override
    public String words() {
      return service + " holds " + requests;
    }
  }

  /** A breaker on the edge opens. */
  record Opens(Edge edge) implements RareEvent {
    @Override
    public String words() {
      return edge + " opens";
    }
  }

  /** A user's request on the route gets no answer that helps. */
  record Fails(String route) implements RareEvent {
    @Override
    public String words() {
      return route + " fails";
    }
  }

  /**
   * Reads {@code SERVICE sheds}, {@code SERVICE holds N}, {@code CALLER -> CALLEE opens} or {@code
   * ROUTE fails}.
   *
   * @throws IllegalArgumentException in words for the user, when it is none of them or names what
   *     the system does not have
   */
  static RareEvent of(String words, SystemModel model) {
    Matcher holds = Pattern.compile("(.+) holds (\\d{1,7})").matcher(words.strip());
    if (holds.matches()) {
      int requests = Integer.parseInt(holds.group(2));
      Service service = Named.service(model, holds.group(1));
      long most = (long) service.admission().workers() + service.admission().queue();
      Checks.that(
          requests >= 1 && requests <= most,
          "a replica of " + service.name() + " holds 1 to " + most + " requests");
      return new Holds(service.name(), requests);
    }
    int verb = words.strip().lastIndexOf(' ');
    String subject = verb < 0 ? "" : words.strip().substring(0, verb).strip();
    return switch (words.strip().substring(verb + 1)) {
      case "sheds" -> new Sheds(Named.service(model, subject).name());
      case "opens" -> new Opens(edge(model, subject));
      case "fails" -> new Fails(route(model, subject));
      default ->
          throw new IllegalArgumentException(
              "`"
                  + words
                  + "` is none of `SERVICE sheds`, `SERVICE holds N`, `CALLER -> CALLEE opens`,"
                  + " `ROUTE fails`");
    };
  }

  private static Edge edge(SystemModel model, String words) {
    for (Edge edge : model.edges()) {
      if (edge.toString().replace(" ", "").equals(words.replace(" ", ""))) {
        if (model.policy(edge).breaker() == null) {
          throw new IllegalArgumentException(edge + " has no breaker that could open");
        }
        return edge;
      }
    }
    throw new IllegalArgumentException(
        "there are no calls `"
            + words
            + "`; there are "
            + model.edges().stream().map(Edge::toString).collect(Collectors.joining(", ")));
  }

  private static String route(SystemModel model, String name) {
    var routes = Plan.of(model).routes();
    if (routes.stream().noneMatch(route -> route.name().equals(name))) {
      throw new IllegalArgumentException(
          "there is no route `"
              + name
              + "`; there are "
              + routes.stream().map(Plan.Route::name).collect(Collectors.joining(", ")));
    }
    return name;
  }

  /**
   * How the event is seen in a run, and how near the run is to it: what the fullest replica holds
   * that refuses, fills up or does not answer the breaker's callers in time; the users who wait,
   * where one of them is to fail.
   */
  default Trajectory.Rare rare(Plan plan) {
    return switch (this) {
      case Sheds(String service) -> {
        int index = plan.index(service);
        yield new Trajectory.Rare(
            view -> fullest(view, plan, index),
            o -> o instanceof Observation.SheddingBegan began && began.service() == index);
      }
      case Holds(String service, int requests) -> {
        int index = plan.index(service);
        yield new Trajectory.Rare(
            view -> {
              int held = fullest(view, plan, index);
              return held >= requests ? Trajectory.HAPPENED : held;
            },
            _ -> false);
      }
      case Opens(Edge edge) -> {
        int callee = plan.index(edge.callee());
        int index = List.copyOf(plan.model().edges()).indexOf(edge);
        yield new Trajectory.Rare(
            view -> fullest(view, plan, callee),
            o ->
                o instanceof Observation.BreakerChanged changed
                    && changed.edge() == index
                    && changed.to() == BreakerState.OPEN);
      }
      case Fails(String route) -> {
        int index = plan.route(route);
        yield new Trajectory.Rare(
            Trajectory.View::usersInFlight,
            o ->
                o instanceof Observation.RequestEnded ended
                    && ended.route() == index
                    && ended.startedNanos() >= 0
                    && !ended.result().isSuccess());
      }
    };
  }

  private static int fullest(Trajectory.View view, Plan plan, int service) {
    int most = 0;
    for (int i = 0; i < plan.model().services().get(service).replicas(); i++) {
      most = Math.max(most, view.load(service, i));
    }
    return most;
  }
}
