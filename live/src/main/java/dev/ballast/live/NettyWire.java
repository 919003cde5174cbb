package dev.ballast.live;

import dev.ballast.engine.Attempt;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Timer;
import dev.ballast.engine.Wire;
import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.Result;
import dev.ballast.model.Network;
import io.netty.handler.codec.http.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries attempts over sockets. The modelled network is played on top: a message waits the delay
 * of its link before it is written, an answer before it is handed on, and a partition makes either
 * vanish. One per loop and run; the first loop draws the delays of an edge from the same stream as
 * the simulated network.
 */
final class NettyWire implements Wire {
  private final LoopWorld world;
  private final Network network;
  private final Hosts hosts;
  private final Partitions partitions;
  private final RandomStream[] edgeRandom;

  NettyWire(LoopWorld world, int loop, Plan plan, long seed, Hosts hosts, Partitions partitions) {
    this.world = world;
    this.hosts = hosts;
    this.partitions = partitions;
    network = plan.model().network();
    List<String> edges = plan.subjects().edges();
    edgeRandom = new RandomStream[edges.size()];
    for (int i = 0; i < edgeRandom.length; i++) {
      String name = "network " + edges.get(i) + (loop == 0 ? "" : " loop " + loop);
      edgeRandom[i] = RandomStream.of(seed, name);
    }
  }

  @Override
  public void send(Attempt attempt) {
    Message message = new Message(attempt);
    attempt.carried = message;
    if (!partitions.blocks(attempt.edge().caller(), attempt.edge().callee())) {
      message.depart();
    }
  }

  @Override
  public void abandon(Attempt attempt) {
    if (attempt.carried instanceof Message message) {
      message.abandoned();
    }
  }

  /** An attempt on its way to the callee, or its answer on its way back. */
  private final class Message extends Timer implements Outbound {
    private final Attempt attempt;
    private @Nullable ClientConnection connection;
    private @Nullable Result result;
    private @Nullable Response content;
    private boolean isAbandoned;

    Message(Attempt attempt) {
      this.attempt = attempt;
    }

    void depart() {
      long delay = delay();
      if (delay > 0) {
        world.start(this, delay);
      } else {
        go();
      }
    }

    private long delay() {
      Plan.EdgePlan edge = attempt.edge();
      int from = network.zoneOf(attempt.callerReplica());
      int to = network.zoneOf(attempt.replica());
      return Math.round(network.delay(from, to).sample(edgeRandom[edge.index()]));
    }

    private void go() {
      hosts
          .host(attempt.edge().caller(), attempt.callerReplica())
          .pool(attempt.edge().index(), attempt.replica())
          .send(this);
    }

    @Override
    public void fires() {
      if (result == null) {
        go();
      } else {
        attempt.answered(result, content);
      }
    }

    @Override
    public void toldToStayAway(long nanos) {
      attempt.retryAfterNanos = nanos;
    }

    @Override
    public void ended(Result ended, @Nullable Response answer) {
      Plan.EdgePlan edge = attempt.edge();
      if (isAbandoned || partitions.blocks(edge.callee(), edge.caller())) {
        return;
      }
      result = ended;
      content = answer;
      long delay = delay();
      if (delay > 0) {
        world.start(this, delay);
      } else {
        attempt.answered(ended, answer);
      }
    }

    void abandoned() {
      isAbandoned = true;
      if (result != null) {
        world.cancel(this);
      } else if (connection != null) {
        hangUp(connection);
      } // else the message is still under way and is hung up on when it has arrived
    }

    private void hangUp(ClientConnection carrier) {
      long delay = delay();
      if (delay <= 0) {
        carrier.abandon();
        return;
      }
      world.start(
          new Timer() {
            @Override
            public void fires() {
              if (connection == carrier) {
                carrier.abandon();
              }
            }
          },
          delay);
    }

    @Override
    public void write(Draft out) {
      byte[] head = hosts.head(attempt.edge().callee(), attempt.endpoint());
      if (attempt.content() instanceof Inbound inbound) {
        if (inbound.isPassedOn) {
          passOn(out, inbound);
          return;
        }
        out.bytes(head);
        if (inbound.id != null) {
          Http.header(out, Http.REQUEST_ID, inbound.id);
        }
      } else {
        out.bytes(head);
      }
      Http.timeout(out, attempt.deadlineToTell(), world.nowNanos());
      Context.write(out, attempt);
      Http.end(out);
    }

    private void passOn(Draft out, Inbound inbound) {
      Requests.line(out, inbound);
      Http.header(
          out, Http.ENDPOINT, hosts.endpointName(attempt.edge().callee(), attempt.endpoint()));
      Http.timeout(out, attempt.deadlineToTell(), world.nowNanos());
      Context.write(out, attempt);
      Requests.rest(out, inbound);
    }

    @Override
    public boolean isHead() {
      return attempt.content() instanceof Inbound inbound
          && inbound.isPassedOn
          && inbound.method.equals(HttpMethod.HEAD);
    }

    @Override
    public boolean wantsContent() {
      return attempt.content() instanceof Inbound inbound && inbound.isPassedOn;
    }

    @Override
    public void carriedBy(@Nullable ClientConnection carrier) {
      connection = carrier;
    }

    @Override
    public boolean isAbandoned() {
      return isAbandoned;
    }
  }
}
