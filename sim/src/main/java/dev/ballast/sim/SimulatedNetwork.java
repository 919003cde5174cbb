package dev.ballast.sim;

import dev.ballast.engine.Attempt;
import dev.ballast.engine.Check;
import dev.ballast.engine.LinkFaults;
import dev.ballast.engine.Links;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Probe;
import dev.ballast.engine.Replica;
import dev.ballast.engine.Timer;
import dev.ballast.engine.Wire;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.LateStreams;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Upstream.HealthCheck;
import dev.ballast.observation.Subjects;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The modelled network: each message takes the one-way delay of its link, drawn from the stream of
 * its edge, what the proxies on its way take, drawn from a stream of its own, and what the faults
 * of links do to it. A user's message to or from a gateway passes proxies only.
 */
final class SimulatedNetwork implements Wire {
  private final Plan plan;
  private final Network network;
  private final List<Service> services;

  /** Of all services one after the other, in the order of the file. */
  private final Replica[] replicas;

  private final LateStreams edgeRandom;
  private final LateStreams serviceRandom;

  /** What proxies take. */
  private final LateStreams edgeHopRandom;

  private final LateStreams routeHopRandom;
  private final boolean hasHop;

  private final LinkFaults faults;
  private final Links links;
  private @Nullable SimulatedWorld world;
  private long attempts;

  SimulatedNetwork(Plan plan, RandomStreams streams) {
    this.plan = plan;
    network = plan.model().network();
    services = plan.model().services();
    replicas = new Replica[plan.replicas()];
    faults = new LinkFaults(plan);
    links = new Links(plan, faults, streams, "");
    Subjects subjects = plan.subjects();
    edgeRandom = late(streams, "network ", subjects.edges());
    serviceRandom = late(streams, "network within ", subjects.services());
    hasHop = network.hasHop();
    edgeHopRandom = late(streams, "hop ", subjects.edges());
    routeHopRandom = late(streams, "hop ", subjects.routes());
  }

  private static LateStreams late(RandomStreams streams, String prefix, List<String> names) {
    return new LateStreams(streams, names.size(), number -> prefix + names.get(number));
  }

  /** Ties the knot: the network needs the world's time, the world's engine the network. */
  void connect(SimulatedWorld connected) {
    world = connected;
  }

  void add(Replica replica) {
    replicas[plan.firstReplica(replica.service()) + replica.index()] = replica;
  }

  Replica replica(int service, int index) {
    return replicas[plan.firstReplica(service) + index];
  }

  /** Checks every replica's books; see {@link Replica#checkOccupancy}. */
  void checkReplicas() {
    for (Replica replica : replicas) {
      replica.checkOccupancy();
    }
  }

  /** What is wrong on the links. */
  LinkFaults faults() {
    return faults;
  }

  /** Attempts sent so far. */
  long attempts() {
    return attempts;
  }

  @Override
  public void send(Attempt attempt) {
    attempts++;
    Message message = new Message(attempt, false);
    attempt.carried = message;
    if (links.isUnresolved(attempt.edge(), attempt.callerReplica(), attempt.replica())) {
      message.fails(Result.UNREACHABLE);
      return;
    }
    message.depart();
    if (links.duplicates(attempt.edge(), attempt.callerReplica(), attempt.replica())) {
      new Message(attempt, true).depart();
    }
  }

  @Override
  public void probe(Probe probe) {
    long extra =
        links.requestNanos(world(), probe.edge(), probe.callerReplica(), probe.replica(), -1);
    if (extra != Links.VANISHES) {
      Question question = new Question(probe);
      world().start(question, question.delay() + extra);
    }
  }

  @Override
  public void check(Check check) {
    long extra =
        links.requestNanos(world(), check.edge(), check.callerReplica(), check.replica(), -1);
    if (extra != Links.VANISHES) {
      Examination examination = new Examination(check);
      world().start(examination, examination.delay() + extra);
    }
  }

  @Override
  public void abandon(Attempt attempt) {
    if (attempt.carried instanceof Message message) {
      message.abandoned();
    }
  }

  @Override
  public void tell(int service, int fromReplica, int toReplica, Consumer<Replica> what) {
    long extra = links.wordNanos(world(), service, fromReplica, toReplica);
    if (extra == Links.VANISHES) {
      return;
    }
    var delay = network.delay(network.zoneOf(fromReplica), network.zoneOf(toReplica));
    Timer word =
        new Timer() {
          @Override
          public void fires() {
            what.accept(replica(service, toReplica));
          }
        };
    world().start(word, nanos(delay, serviceRandom, service) + extra);
  }

  private SimulatedWorld world() {
    if (world == null) {
      throw new IllegalStateException("the network is not connected to a world");
    }
    return world;
  }

  private long delay(int edge, int callerReplica, int replica) {
    int from = network.zoneOf(callerReplica);
    int to = network.zoneOf(replica);
    long hop = hasHop ? nanos(network.hop(), edgeHopRandom, edge) : 0;
    return nanos(network.delay(from, to), edgeRandom, edge) + hop;
  }

  /** A law that is a constant draws nothing, so that it needs no stream. */
  private static long nanos(Distribution law, LateStreams streams, int number) {
    return Math.round(
        law instanceof Distribution.Constant(double nanos)
            ? nanos
            : law.sample(streams.of(number)));
  }

  /** Whether users' messages take time. */
  boolean delaysUsers() {
    return hasHop;
  }

  /** What the next message between a route's users and its gateway takes. */
  long userDelay(int route) {
    return hasHop ? nanos(network.hop(), routeHopRandom, route) : 0;
  }

  /** A health check on its way to the callee, which answers it at once, or its answer. */
  private final class Examination extends Timer {
    private final Check check;
    private boolean isAnswered;
    private boolean isWell;

    Examination(Check check) {
      this.check = check;
    }

    private long delay() {
      return SimulatedNetwork.this.delay(
          check.edge().index(), check.callerReplica(), check.replica());
    }

    @Override
    public void fires() {
      if (isAnswered) {
        check.answered(isWell);
        return;
      }
      Plan.EdgePlan edge = check.edge();
      Replica asked = replica(edge.callee(), check.replica());
      long extra = links.answerNanos(world(), edge, check.callerReplica(), check.replica(), -1);
      Replica.Health health = health(asked);
      if (health != Replica.Health.SILENT && extra != Links.VANISHES) {
        isAnswered = true;
        isWell = health == Replica.Health.WELL;
        world().start(this, delay() + extra);
      }
    }

    /** A connection is accepted by whatever listens. */
    private Replica.Health health(Replica asked) {
      return switch (check.probe()) {
        case HealthCheck.Probe.Http _, HealthCheck.Probe.Grpc _ -> asked.health();
        case HealthCheck.Probe.Connect _ ->
            asked.isDown() ? Replica.Health.UNWELL : Replica.Health.WELL;
      };
    }
  }

  /** A probe on its way to the callee, which answers it at once, or its answer on its way back. */
  private final class Question extends Timer {
    private final Probe probe;
    private boolean isAnswered;
    private int inFlight;
    private long latencyNanos;

    Question(Probe probe) {
      this.probe = probe;
    }

    private long delay() {
      return SimulatedNetwork.this.delay(
          probe.edge().index(), probe.callerReplica(), probe.replica());
    }

    @Override
    public void fires() {
      if (isAnswered) {
        probe.answered(inFlight, latencyNanos);
        return;
      }
      Plan.EdgePlan edge = probe.edge();
      Replica asked = replica(edge.callee(), probe.replica());
      long extra = links.answerNanos(world(), edge, probe.callerReplica(), probe.replica(), -1);
      if (!asked.isDown() && extra != Links.VANISHES) {
        isAnswered = true;
        inFlight = asked.load();
        latencyNanos = asked.latencyNanos();
        world().start(this, delay() + extra);
      }
    }
  }

  /** An attempt on its way to the callee, at work there, or an answer on its way back. */
  private final class Message extends Timer implements dev.ballast.engine.Request {
    private final Attempt attempt;
    private final boolean isDuplicate;
    private final long deadlineNanos;
    private int repeatsLeft;
    private boolean isAbandoned;
    private boolean isArrived;
    private @Nullable Result result;

    /**
     * A message that has not departed.
     *
     * @param isDuplicate whether nobody waits for its answer
     */
    Message(Attempt attempt, boolean isDuplicate) {
      this.attempt = attempt;
      this.isDuplicate = isDuplicate;
      this.deadlineNanos = attempt.deadlineToTell();
      this.repeatsLeft = attempt.repeatsLent();
    }

    /** Ends without having gone anywhere. */
    void fails(Result how) {
      result = how;
      world().start(this, 0);
    }

    void depart() {
      long extra =
          links.requestNanos(
              world(),
              attempt.edge(),
              attempt.callerReplica(),
              attempt.replica(),
              attempt.endpoint());
      if (extra != Links.VANISHES) {
        world().start(this, delay() + extra);
      }
    }

    private long delay() {
      return SimulatedNetwork.this.delay(
          attempt.edgeIndex(), attempt.callerReplica(), attempt.replica());
    }

    private Replica callee() {
      return replicas[attempt.replicaOfAll()];
    }

    @Override
    public void fires() {
      if (result == null) {
        isArrived = true;
        callee().receive(this);
      } else {
        attempt.answered(result, null);
      }
    }

    void abandoned() {
      isAbandoned = true;
      if (isArrived && result == null && services.get(attempt.callee()).cancellationPropagates()) {
        Timer cancellation =
            new Timer() {
              @Override
              public void fires() {
                if (result == null) {
                  callee().abandoned(Message.this);
                }
              }
            };
        world().start(cancellation, delay());
      }
    }

    @Override
    public int endpoint() {
      return attempt.endpoint();
    }

    @Override
    public long deadlineNanos() {
      return deadlineNanos;
    }

    @Override
    public long key() {
      return attempt.key();
    }

    @Override
    public Priority priority() {
      return attempt.priority();
    }

    @Override
    public void retryAfter(long nanos) {
      if (!isDuplicate) {
        attempt.retryAfterNanos = nanos;
      }
    }

    @Override
    public int repeatsLeft() {
      return repeatsLeft;
    }

    @Override
    public void setRepeatsLeft(int repeats) {
      repeatsLeft = repeats;
    }

    @Override
    public void answer(Result ended, @Nullable Object content) {
      result = ended;
      if (isDuplicate) {
        return;
      }
      if (repeatsLeft > 0) {
        attempt.repeatsBack = ended == Result.LOST ? 0 : repeatsLeft;
        repeatsLeft = 0;
      }
      if (isAbandoned) {
        return;
      }
      long extra =
          links.answerNanos(
              world(),
              attempt.edge(),
              attempt.callerReplica(),
              attempt.replica(),
              attempt.endpoint());
      if (extra != Links.VANISHES) {
        world().start(this, delay() + extra);
      }
    }
  }
}
