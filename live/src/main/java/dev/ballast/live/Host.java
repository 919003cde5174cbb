package dev.ballast.live;

import dev.ballast.engine.Plan;
import dev.ballast.engine.Replica;
import dev.ballast.kernel.Units;
import dev.ballast.live.http1.Http1Server;
import dev.ballast.model.Edge;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Served;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The place of one replica: its loop, its port, its connections to others. It outlives the runs;
 * each run puts an engine replica of its own here, in a world of its own.
 */
final class Host {
  private static final long RELISTEN_NANOS = 20 * Units.MILLISECOND;

  private final Hosts hosts;
  private final Service service;
  private final int serviceIndex;
  private final int index;
  private final int loopIndex;
  private final EventLoop loop;
  private final Listener listener;
  private final Pool[][] pools;
  private @Nullable Replica replica;
  private @Nullable LoopWorld world;
  private final Map<String, Listener> sidecars = new LinkedHashMap<>();
  private @Nullable ProgramProcess process;
  private @Nullable LiveProgram program;
  private boolean guestsAreUsers;
  private boolean isDown;
  private boolean isClosed;

  private final ReplicaDesk desk;
  private final Future<?> sweeping;

  /** The host whose place this one takes when it is entered. */
  private @Nullable Host earlier;

  /** The host that took this one's place when the system was changed. */
  private volatile @Nullable Host following;

  /**
   * A host in which nobody is yet.
   *
   * @param before the one whose listeners and program it takes over; null opens its own
   */
  Host(
      Hosts hosts,
      int serviceIndex,
      int index,
      int loopIndex,
      EventLoop loop,
      @Nullable Host before) {
    this.hosts = hosts;
    this.service = hosts.plan().model().services().get(serviceIndex);
    this.serviceIndex = serviceIndex;
    this.index = index;
    this.loopIndex = loopIndex;
    this.loop = loop;
    desk = new ReplicaDesk(this, hosts.plan(), hosts.options());
    if (before == null) {
      listener =
          new Listener(loop, desk, Http1Server.PROTOCOL, Ingresses.limits(service, hosts.limits()));
    } else {
      listener = before.listener;
      sidecars.putAll(before.sidecars);
      process = before.process;
      program = before.program == null ? null : before.program.of(this);
      earlier = before;
    }
    pools = new Pool[hosts.plan().edges().size()][];
    sweeping = Sockets.sweep(loop, this::sweep);
  }

  Service service() {
    return service;
  }

  int serviceIndex() {
    return serviceIndex;
  }

  int index() {
    return index;
  }

  int loopIndex() {
    return loopIndex;
  }

  EventLoop loop() {
    return loop;
  }

  Listener listener() {
    return listener;
  }

  Http.Kept kept() {
    return hosts.kept();
  }

  /** Its name for people: {@code playback-1}. */
  String name() {
    return service.name() + "-" + (index + 1);
  }

  boolean hasEntered() {
    return world != null;
  }

  /** The replica of the run that is on. */
  Replica replica() {
    if (replica == null) {
      throw new IllegalStateException(name() + " has not entered a run");
    }
    return replica;
  }

  /** The world of the run that is on. */
  LoopWorld world() {
    if (world == null) {
      throw new IllegalStateException(name() + " has not entered a run");
    }
    return world;
  }

  /** The real program behind the replica; null plays the steps of the file. */
  Replica.@Nullable Program program() {
    return program;
  }

  /** Puts a real program behind the replica; before its first run. */
  void runs(ProgramProcess supervised, LiveProgram handedTo) {
    process = supervised;
    program = handedTo;
  }

  /** A listener through which the program reaches a callee; before its first run. */
  void addSidecar(String callee, Listener sidecar) {
    sidecars.put(callee, sidecar);
  }

  /** The ports on which the program reaches its callees. */
  Map<String, Integer> outbound() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    sidecars.forEach((callee, listener) -> ports.put(callee, listener.port()));
    return ports;
  }

  /** Whether a request from outside is observed as a user's. */
  boolean guestsAreUsers() {
    return guestsAreUsers;
  }

  /** Begins a run: up, idle, with no memory of the run before. */
  void enter(LoopWorld entered, Replica fresh, boolean areUsers) {
    if (replica != null) {
      replica.stop();
    }
    world = entered;
    guestsAreUsers = areUsers;
    replica = fresh;
    if (earlier != null) {
      desk.served().goOn(earlier.desk.served());
      earlier = null;
    }
    listener.serve(desk);
    for (Plan.EdgePlan edge : hosts.plan().edges()) {
      Service callee = hosts.plan().model().services().get(edge.callee());
      Listener sidecar = edge.caller() == serviceIndex ? sidecars.get(callee.name()) : null;
      if (sidecar != null) {
        sidecar.serve(new SidecarDesk(this, edge, callee));
      }
    }
    fresh.start();
    follow(fresh);
  }

  /**
   * Another host has this one's place from now on. What is under way here ends here; connections go
   * when they are idle.
   */
  void retire(Host successor) {
    following = successor;
    replica().stop();
  }

  /**
   * Refuses a model in which the program here is another one, or would have to be told more.
   *
   * @throws LiveException saying what is different
   */
  void requireSameProgram(SystemModel changed) {
    Service.Program now = service.program();
    Service then = changed.service(service.name());
    if (!Objects.equals(now, then.program())) {
      throw new LiveException(
          "the program of %s is another one: start the process again".formatted(service.name()));
    }
    if (now != null) {
      for (Edge edge : changed.edges()) {
        if (edge.caller().equals(service.name()) && !sidecars.containsKey(edge.callee())) {
          throw new LiveException(
              "%s calls %s now, and its program was not told where: start the process again"
                  .formatted(service.name(), edge.callee()));
        }
      }
    }
  }

  /** Who has this place now. */
  Host latest() {
    Host latest = this;
    for (Host next = following; next != null; next = latest.following) {
      latest = next;
    }
    return latest;
  }

  /** Takes no new connections; those that are here end when their requests have. On the loop. */
  void drain() {
    listener.drain();
  }

  /** What is counted of its requests. */
  Served served() {
    return desk.served();
  }

  /** Connections to its port. On the loop. */
  int connections() {
    return listener.connections();
  }

  /** Whether nobody is connected and nothing is at work. On the loop. */
  boolean isDrained() {
    return listener.connections() == 0 && (replica == null || replica.load() == 0);
  }

  /** The connections to one replica of a callee. */
  Pool pool(int edge, int calleeReplica) {
    Pool[] all = pools[edge];
    if (all == null) {
      all = hosts.poolsTo(hosts.plan().edges().get(edge).callee(), loop);
      pools[edge] = all;
    }
    return all[calleeReplica];
  }

  /** Goes down or comes up as the replica says, unless it belongs to an earlier run. */
  void follow(Replica changed) {
    if (isClosed || changed != replica || changed.isDown() == isDown) {
      return;
    }
    isDown = !isDown;
    if (isDown) {
      listener.down();
    } else {
      listen();
    }
    if (process != null) {
      if (isDown) {
        process.crash();
      } else {
        process.restore();
      }
    }
  }

  private void listen() {
    if (isDown || isClosed) {
      return;
    }
    listener
        .open(listener.port())
        .addListener(
            (ChannelFutureListener)
                bound -> {
                  if (!bound.isSuccess()) {
                    hosts.log(
                        "%s cannot listen on port %d again: %s"
                            .formatted(name(), listener.port(), bound.cause()));
                    Sockets.later(loop, this::listen, RELISTEN_NANOS);
                  } else if (isDown || isClosed) {
                    Sockets.close(bound.channel());
                  }
                });
  }

  private void sweep() {
    long now = System.nanoTime();
    if (program != null && following == null) {
      program.sweep(now);
    }
    boolean isIdle = true;
    for (Pool[] all : pools) {
      if (all != null) {
        for (Pool pool : all) {
          pool.sweep(now);
          isIdle &= pool.isEmpty();
        }
      }
    }
    if (isIdle && following != null && replica().load() == 0) {
      sweeping.cancel(false);
    }
  }

  /** Stops listening and drops every connection. On the loop. */
  void close() {
    isClosed = true;
    listener.down();
    sidecars.values().forEach(Listener::down);
    if (program != null) {
      program.close();
    }
    for (Pool[] all : pools) {
      if (all != null) {
        for (Pool pool : all) {
          pool.close();
        }
      }
    }
  }
}
