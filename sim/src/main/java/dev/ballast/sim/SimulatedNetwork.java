package dev.ballast.sim;

import dev.ballast.engine.Attempt;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Probe;
import dev.ballast.engine.Replica;
import dev.ballast.engine.Timer;
import dev.ballast.engine.Wire;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The modelled network: each message takes the one-way delay of its link, drawn from the stream of
 * its edge; a partition makes messages vanish without a trace.
 */
final class SimulatedNetwork implements Wire {
  private final Network network;
  private final List<Service> services;
  private final Replica[][] replicas;
  private final RandomStream[] edgeRandom;
  private final RandomStream[] serviceRandom;
  private final int[][] blocked;
  private @Nullable SimulatedWorld world;
  private long attempts;

  SimulatedNetwork(Plan plan, RandomStreams streams) {
    network = plan.model().network();
    services = plan.model().services();
    replicas = new Replica[services.size()][];
    blocked = new int[services.size()][services.size()];
    serviceRandom = new RandomStream[services.size()];
    for (int i = 0; i < serviceRandom.length; i++) {
      serviceRandom[i] = streams.of("network within " + services.get(i).name());
    }
    List<String> edges = plan.subjects().edges();
    edgeRandom = new RandomStream[edges.size()];
    for (int i = 0; i < edgeRandom.length; i++) {
      edgeRandom[i] = streams.of("network " + edges.get(i));
    }
  }

  /** Ties the knot: the network needs the world's time, the world's engine the network. */
  void connect(SimulatedWorld connected) {
    world = connected;
  }

  void add(int service, Replica[] all) {
    replicas[service] = all;
  }

  Replica replica(int service, int index) {
    return replicas[service][index];
  }

  void block(int from, int to, boolean isBlocked) {
    blocked[from][to] += isBlocked ? 1 : -1;
  }

  /** Attempts sent so far. */
  long attempts() {
    return attempts;
  }

  @Override
  public void send(Attempt attempt) {
    attempts++;
    Plan.EdgePlan edge = attempt.edge();
    Message message = new Message(attempt);
    attempt.carried = message;
    if (blocked[edge.caller()][edge.callee()] == 0) {
      world().start(message, message.delay());
    }
  }

  @Override
  public void probe(Probe probe) {
    if (blocked[probe.edge().caller()][probe.edge().callee()] == 0) {
      Question question = new Question(probe);
      world().start(question, question.delay());
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
    var delay = network.delay(network.zoneOf(fromReplica), network.zoneOf(toReplica));
    Timer word =
        new Timer() {
          @Override
          public void fires() {
            what.accept(replicas[service][toReplica]);
          }
        };
    world().start(word, Math.round(delay.sample(serviceRandom[service])));
  }

  private SimulatedWorld world() {
    if (world == null) {
      throw new IllegalStateException("the network is not connected to a world");
    }
    return world;
  }

  private long delay(Plan.EdgePlan edge, int callerReplica, int replica) {
    int from = network.zoneOf(callerReplica);
    int to = network.zoneOf(replica);
    return Math.round(network.delay(from, to).sample(edgeRandom[edge.index()]));
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
      return SimulatedNetwork.this.delay(probe.edge(), probe.callerReplica(), probe.replica());
    }

    @Override
    public void fires() {
      if (isAnswered) {
        probe.answered(inFlight, latencyNanos);
        return;
      }
      Plan.EdgePlan edge = probe.edge();
      Replica asked = replicas[edge.callee()][probe.replica()];
      if (!asked.isDown() && blocked[edge.callee()][edge.caller()] == 0) {
        isAnswered = true;
        inFlight = asked.load();
        latencyNanos = asked.latencyNanos();
        world().start(this, delay());
      }
    }
  }

  /** An attempt on its way to the callee, at work there, or an answer on its way back. */
  private final class Message extends Timer implements dev.ballast.engine.Request {
    private final Attempt attempt;
    private final long deadlineNanos;
    private int repeatsLeft;
    private boolean isAbandoned;
    private boolean isArrived;
    private @Nullable Result result;

    Message(Attempt attempt) {
      this.attempt = attempt;
      this.deadlineNanos = attempt.deadlineToTell();
      this.repeatsLeft = attempt.repeatsLent();
    }

    private long delay() {
      return SimulatedNetwork.this.delay(
          attempt.edge(), attempt.callerReplica(), attempt.replica());
    }

    private Replica callee() {
      return replicas[attempt.edge().callee()][attempt.replica()];
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
      if (isArrived
          && result == null
          && services.get(attempt.edge().callee()).cancellationPropagates()) {
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
      attempt.retryAfterNanos = nanos;
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
      if (repeatsLeft > 0) {
        attempt.repeatsBack = ended == Result.LOST ? 0 : repeatsLeft;
        repeatsLeft = 0;
      }
      Plan.EdgePlan edge = attempt.edge();
      if (!isAbandoned && blocked[edge.callee()][edge.caller()] == 0) {
        world().start(this, delay());
      }
    }
  }
}
