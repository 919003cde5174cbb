package dev.ballast.live;

import dev.ballast.engine.Attempt;
import dev.ballast.engine.Check;
import dev.ballast.engine.LinkFaults;
import dev.ballast.engine.Links;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Probe;
import dev.ballast.engine.Replica;
import dev.ballast.engine.Timer;
import dev.ballast.engine.Wire;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.model.Network;
import dev.ballast.model.Upstream.HealthCheck;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries attempts over sockets. The modelled network is played on top: a message waits the delay
 * of its link before it is written, an answer before it is handed on, and the faults of links delay
 * either or make it vanish. One per loop and run; the first loop draws the delays of an edge from
 * the same stream as the simulated network.
 */
final class NettyWire implements Wire {
  private final LoopWorld world;
  private final Plan plan;
  private final Network network;
  private final Hosts hosts;
  private final Links links;
  private final Replica[][] replicas;
  private final RandomStream[] edgeRandom;
  private final RandomStream[] serviceRandom;

  /**
   * A wire for one loop.
   *
   * @param replicas of the run, by service; complete before it begins
   */
  NettyWire(
      LoopWorld world,
      int loop,
      Plan plan,
      long seed,
      Hosts hosts,
      Replica[][] replicas,
      LinkFaults faults) {
    this.world = world;
    this.plan = plan;
    this.hosts = hosts;
    this.replicas = replicas;
    links = new Links(plan, faults, RandomStreams.of(seed), loop == 0 ? "" : " loop " + loop);
    network = plan.model().network();
    List<String> edges = plan.subjects().edges();
    edgeRandom = new RandomStream[edges.size()];
    for (int i = 0; i < edgeRandom.length; i++) {
      edgeRandom[i] = random(seed, "network " + edges.get(i), loop);
    }
    List<String> services = plan.subjects().services();
    serviceRandom = new RandomStream[services.size()];
    for (int i = 0; i < serviceRandom.length; i++) {
      serviceRandom[i] = random(seed, "network within " + services.get(i), loop);
    }
  }

  private static RandomStream random(long seed, String name, int loop) {
    return RandomStream.of(seed, name + (loop == 0 ? "" : " loop " + loop));
  }

  @Override
  public void send(Attempt attempt) {
    Message message = new Message(attempt, false);
    attempt.carried = message;
    if (attempt.content() instanceof Inbound inbound) {
      inbound.attempts++;
      inbound.callee = attempt.edge().callee();
      inbound.calleeReplica = attempt.replica();
    }
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
    if (!hosts.isForeign(probe.edge().callee())) {
      new ProbeMessage(world, probe, new Way(probe.edge(), probe.callerReplica(), probe.replica()))
          .depart();
    }
  }

  @Override
  public void check(Check check) {
    Way way = new Way(check.edge(), check.callerReplica(), check.replica());
    switch (check.probe()) {
      case HealthCheck.Probe.Http(String path) ->
          new CheckMessage(world, check, way, CheckMessage.get(path, host(check))).depart();
      case HealthCheck.Probe.Grpc _ ->
          new CheckMessage(world, check, way, CheckMessage.grpc(host(check))).depart();
      case HealthCheck.Probe.Connect _ -> new CheckConnection(world, check, way).depart();
    }
  }

  /** Who is asked, as a request names it. */
  private String host(Check check) {
    return plan.model().services().get(check.edge().callee()).name();
  }

  private long delay(Plan.EdgePlan edge, int callerReplica, int replica) {
    int from = network.zoneOf(callerReplica);
    int to = network.zoneOf(replica);
    return Math.round(network.delay(from, to).sample(edgeRandom[edge.index()]));
  }

  private @Nullable Pool pool(Plan.EdgePlan edge, int callerReplica, int replica) {
    return hosts.host(edge.caller(), callerReplica).pool(edge, replica);
  }

  /** The way of a probe or a health check. */
  private final class Way implements QuestionWay {
    private final Plan.EdgePlan edge;
    private final int callerReplica;
    private final int replica;

    Way(Plan.EdgePlan edge, int callerReplica, int replica) {
      this.edge = edge;
      this.callerReplica = callerReplica;
      this.replica = replica;
    }

    private long delay() {
      return NettyWire.this.delay(edge, callerReplica, replica);
    }

    @Override
    public long thereNanos() {
      long extra = links.requestNanos(world, edge, callerReplica, replica, -1);
      return extra == Links.VANISHES ? extra : extra + delay();
    }

    @Override
    public long backNanos() {
      long extra = links.answerNanos(world, edge, callerReplica, replica, -1);
      return extra == Links.VANISHES ? extra : extra + delay();
    }

    @Override
    public void go(Outbound question) {
      Pool pool = pool(edge, callerReplica, replica);
      if (pool != null) { // else it has left, and nobody waits for its answer
        pool.send(question);
      }
    }

    @Override
    public @Nullable InetSocketAddress address() {
      return hosts.address(edge.callee(), replica);
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
    if (hosts.isElsewhere(service, toReplica)) {
      return; // no word goes from process to process; it is lost, as in a partition
    }
    EventLoop loop = hosts.host(service, toReplica).loop();
    Replica told = replicas[service][toReplica];
    long extra = links.wordNanos(world, service, fromReplica, toReplica);
    if (extra == Links.VANISHES) {
      return;
    }
    var delay = network.delay(network.zoneOf(fromReplica), network.zoneOf(toReplica));
    long nanos = Math.round(delay.sample(serviceRandom[service])) + extra;
    try {
      Sockets.later(loop, () -> what.accept(told), nanos);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and the replica with it: the word is lost.
    }
  }

  /** An attempt on its way to the callee, or its answer on its way back. */
  private final class Message extends Timer implements Outbound {
    private final Attempt attempt;
    private final boolean isDuplicate;

    /** Chosen with the replica, which may have left before the message is written. */
    private final @Nullable Pool pool;

    private @Nullable ClientStream stream;
    private @Nullable Result result;
    private @Nullable Response content;

    /** What has begun and is on its way back; null when nothing is. */
    private @Nullable Response begun;

    /** What the answer that has begun means if it does not break off. */
    private Result meaning = Result.OK;

    private boolean isAbandoned;

    /**
     * A message that has not departed.
     *
     * @param isDuplicate whether nobody waits for its answer
     */
    Message(Attempt attempt, boolean isDuplicate) {
      this.attempt = attempt;
      this.isDuplicate = isDuplicate;
      pool = pool(attempt.edge(), attempt.callerReplica(), attempt.replica());
    }

    @Override
    public @Nullable Peer onBehalfOf() {
      return attempt.content() instanceof Inbound inbound ? inbound.stream.peer() : null;
    }

    /** Ends without having gone anywhere. */
    void fails(Result how) {
      result = how;
      world.start(this, 0);
    }

    void depart() {
      long extra =
          links.requestNanos(
              world,
              attempt.edge(),
              attempt.callerReplica(),
              attempt.replica(),
              attempt.endpoint());
      if (extra == Links.VANISHES) {
        return;
      }
      long delay = delay() + extra;
      if (delay > 0) {
        world.start(this, delay);
      } else {
        go();
      }
    }

    private long delay() {
      return NettyWire.this.delay(attempt.edge(), attempt.callerReplica(), attempt.replica());
    }

    private void go() {
      if (pool == null) {
        fails(Result.UNREACHABLE);
      } else {
        pool.send(this);
      }
    }

    @Override
    public void fires() {
      Response beginning = begun;
      if (beginning != null) {
        begun = null;
        begin(beginning);
      } else if (result == null) {
        go();
      } else {
        attempt.answered(result, content);
      }
    }

    @Override
    public void begins(Result meant, Response beginning) {
      long extra = isAbandoned || isDuplicate ? Links.VANISHES : answerNanos();
      if (extra == Links.VANISHES) {
        beginning.arriving().source().discard();
        return;
      }
      meaning = meant;
      long delay = delay() + extra;
      if (delay > 0) {
        begun = beginning;
        world.start(this, delay);
      } else {
        begin(beginning);
      }
    }

    private void begin(Response beginning) {
      Response heldUp =
          beginning.with(HeldUp.on(bytes -> streamNanos(true, bytes), world, beginning.arriving()));
      boolean isOpenEnded =
          beginning.isOpenEnded()
              || (attempt.content() instanceof Inbound inbound && inbound.isStream);
      Response passing = heldUp.passing((how, after) -> passed(beginning.head(), how, after));
      if (!attempt.begun(passing, isOpenEnded)) {
        Arrival.collect(this, beginning.head(), meaning, beginning.arriving(), false);
      }
    }

    private void passed(ResponseHead head, Passage.End how, Fields trailers) {
      switch (how) {
        case COMPLETE -> attempt.answered(Http.meaning(head, trailers, meaning), null);
        case BROKEN -> attempt.answered(Result.LOST, null);
        case UNWANTED -> attempt.unwanted();
      }
    }

    private long streamNanos(boolean isAnswer, long bytes) {
      return links.streamNanos(
          world, attempt.edge(), attempt.callerReplica(), attempt.replica(), isAnswer, bytes);
    }

    private long answerNanos() {
      return links.answerNanos(
          world, attempt.edge(), attempt.callerReplica(), attempt.replica(), attempt.endpoint());
    }

    @Override
    public void toldToStayAway(long nanos) {
      if (!isDuplicate) {
        attempt.retryAfterNanos = nanos;
      }
    }

    @Override
    public void ended(Result ended, @Nullable Response answer) {
      if (isAbandoned || isDuplicate) {
        return;
      }
      long extra = answerNanos();
      if (extra == Links.VANISHES) {
        return;
      }
      result = ended;
      content = answer;
      stream = null;
      long delay = delay() + extra;
      if (delay > 0) {
        world.start(this, delay);
        return;
      }
      boolean isOuter = world.eventBegins();
      try {
        attempt.answered(ended, answer);
      } finally {
        if (isOuter) {
          world.eventEnds();
        }
      }
    }

    @Override
    public void failed(Failure failure) {
      if (failure != Failure.WITHDRAWN) {
        Outbound.super.failed(failure);
      } else if (!isAbandoned && !isDuplicate) {
        stream = null;
        boolean isOuter = world.eventBegins();
        try {
          attempt.withdrawn();
        } finally {
          if (isOuter) {
            world.eventEnds();
          }
        }
      }
    }

    void abandoned() {
      isAbandoned = true;
      if (result != null) {
        world.cancel(this);
      } else if (begun != null) {
        world.cancel(this);
        begun.arriving().source().discard();
        begun = null;
      } else if (stream != null) {
        hangUp(stream);
      } // else the message is still under way and is hung up on when it has arrived
    }

    private void hangUp(ClientStream carrier) {
      long delay = delay();
      if (delay <= 0) {
        carrier.cancel();
        return;
      }
      world.start(
          new Timer() {
            @Override
            public void fires() {
              carrier.cancel();
            }
          },
          delay);
    }

    @Override
    public RequestHead head() {
      if (attempt.content() instanceof Inbound inbound && inbound.isPassedOn) {
        Fields fields = Requests.fields(inbound);
        fields.add(Http.ENDPOINT, hosts.endpointName(attempt.edge().callee(), attempt.endpoint()));
        context(fields);
        return Requests.head(inbound, fields, world.nowNanos());
      }
      Fields fields = new Fields(5, 192);
      context(fields);
      if (attempt.content() instanceof Inbound inbound && inbound.id != null) {
        fields.add(Http.REQUEST_ID, inbound.id);
      }
      return hosts.head(attempt.edge().callee(), attempt.endpoint(), fields);
    }

    private void context(Fields fields) {
      Http.timeout(fields, attempt.deadlineToTell(), world.nowNanos());
      Context.write(fields, attempt);
    }

    @Override
    public Body body() {
      return attempt.content() instanceof Inbound inbound && inbound.isPassedOn
          ? HeldUp.on(bytes -> streamNanos(false, bytes), world, inbound.bodyToSend())
          : Body.NONE;
    }

    @Override
    public Result meaning(ResponseHead head, @Nullable Fields trailers) {
      if (attempt.repeatsLent() > 0 && !isDuplicate) {
        attempt.repeatsBack = Context.repeats(head.fields());
      }
      return Http.meaning(head, trailers);
    }

    @Override
    public boolean wantsContent() {
      return attempt.content() instanceof Inbound inbound && inbound.isPassedOn;
    }

    @Override
    public void informed(ResponseHead interim) {
      if (wantsContent() && !isDuplicate && attempt.content() instanceof Inbound inbound) {
        Answers.inform(inbound, interim);
      }
    }

    @Override
    public boolean wantsWhole() {
      return attempt.wantsWhole();
    }

    @Override
    public Http.Kept kept() {
      return hosts.kept();
    }

    @Override
    public void carriedBy(ClientStream carrier) {
      stream = carrier;
    }

    @Override
    public boolean isAbandoned() {
      return isAbandoned;
    }
  }
}
