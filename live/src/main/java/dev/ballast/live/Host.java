package dev.ballast.live;

import dev.ballast.engine.Replica;
import dev.ballast.kernel.Units;
import dev.ballast.live.http1.Http1Server;
import dev.ballast.model.Service;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.Map;
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

  Host(Hosts hosts, int serviceIndex, int index, int loopIndex, EventLoop loop) {
    this.hosts = hosts;
    this.service = hosts.plan().model().services().get(serviceIndex);
    this.serviceIndex = serviceIndex;
    this.index = index;
    this.loopIndex = loopIndex;
    this.loop = loop;
    listener =
        new Listener(
            loop, new ReplicaDesk(this, hosts.plan()), Http1Server.PROTOCOL, hosts.limits());
    pools = new Pool[hosts.plan().edges().size()][];
    Sockets.sweep(loop, this::sweep);
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
    fresh.start();
    follow(fresh);
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
    if (program != null) {
      program.sweep(now);
    }
    for (Pool[] all : pools) {
      if (all != null) {
        for (Pool pool : all) {
          pool.sweep(now);
        }
      }
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
