package dev.ballast.live;

import dev.ballast.engine.CallPath;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Replica;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Limits;
import dev.ballast.model.Edge;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.observation.Served;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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

  /** Whether it is about to end. Of its loop. */
  private boolean isLeaving;

  private final @Nullable Pool[][] pools;
  private final List<Retired> retired = new ArrayList<>();

  /** By service, what was last told of it; null where replicas do not come and go. */
  private final @Nullable Whereabouts[] known;

  /** All of its listeners with their ports, as the file names them; otherwise only the first. */
  private final List<Listener> listeners;

  private @Nullable Replica replica;
  private @Nullable LoopWorld world;
  private final Map<String, Listener> sidecars = new LinkedHashMap<>();
  private @Nullable ProgramProcess process;
  private @Nullable LiveProgram program;
  private boolean guestsAreUsers;
  private boolean isDown;
  private boolean isClosed;

  /** Connections to a replica that has left, until what is under way there has had its time. */
  private record Retired(Pool pool, long untilNanos) {}

  private final ReplicaDesk desk;
  private final Future<?> sweeping;

  /** The host whose place this one takes when it is entered. */
  private @Nullable Host earlier;

  /**
   * The host that has this place now, the same for all that had it: so that none of them keeps
   * those alive that came between.
   */
  private final AtomicReference<Host> latest;

  /** Whether another host has this one's place since the system was changed. */
  private volatile boolean isRetired;

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
    latest = before == null ? new AtomicReference<>(this) : before.latest;
    if (before == null) {
      listeners = hosts.listeners(service, name(), loop, desk);
    } else {
      listeners = before.listeners;
      sidecars.putAll(before.sidecars);
      process = before.process;
      program = before.program == null ? null : before.program.of(this);
      earlier = before;
    }
    listener = listeners.getFirst();
    List<Plan.EdgePlan> edges = hosts.plan().edges();
    known = new Whereabouts[hosts.plan().model().services().size()];
    for (Plan.EdgePlan edge : edges) {
      known[edge.callee()] = hosts.whereabouts(edge.callee());
    }
    pools = new Pool[edges.size()][];
    for (Plan.EdgePlan edge : edges) {
      boolean isOwn = edge.caller() == serviceIndex;
      pools[edge.index()] =
          new Pool[isOwn ? hosts.plan().model().services().get(edge.callee()).replicas() : 0];
    }
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

  List<Listener> listeners() {
    return listeners;
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

  /** A real program takes what arrives; before its first run, whether or not it listens yet. */
  void passesOnTo(LiveProgram handedTo) {
    program = handedTo;
  }

  /** The process of the program, which goes down and comes up with the replica. */
  void runs(ProgramProcess supervised) {
    process = supervised;
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
    Limits limits = Ingresses.limits(service, hosts.limits());
    listeners.forEach(each -> each.serve(desk, limits));
    for (Plan.EdgePlan edge : hosts.plan().edges()) {
      Service callee = hosts.plan().model().services().get(edge.callee());
      Listener sidecar = edge.caller() == serviceIndex ? sidecars.get(callee.name()) : null;
      if (sidecar != null) {
        sidecar.serve(new SidecarDesk(this, edge, callee), hosts.limits());
      }
    }
    fresh.start();
    for (Plan.EdgePlan edge : hosts.plan().edges()) {
      tell(fresh, edge);
    }
    follow(fresh);
  }

  /**
   * Another host has this one's place from now on. What is under way here ends here; connections go
   * when they are idle.
   */
  void retire(Host successor) {
    isRetired = true;
    latest.set(successor);
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
    if (!service.ingress().listeners().equals(then.ingress().listeners())) {
      throw new LiveException(
          "%s listens elsewhere now: start the process again".formatted(service.name()));
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
    return latest.get();
  }

  /** Fails its health checks from now on. On the loop. */
  void leave() {
    isLeaving = true;
  }

  boolean isLeaving() {
    return isLeaving;
  }

  /** Takes no new connections; those that are here end when their requests have. On the loop. */
  void drain() {
    leave();
    listeners.forEach(Listener::drain);
  }

  /** What is counted of its requests. */
  Served served() {
    return desk.served();
  }

  /** Connections to its port. On the loop. */
  int connections() {
    return listeners.stream().mapToInt(Listener::connections).sum();
  }

  /** Whether nobody is connected and nothing is at work. On the loop. */
  boolean isDrained() {
    return connections() == 0 && (replica == null || replica.load() == 0);
  }

  /** Tells a replica who is there of a callee whose replicas come and go. */
  private void tell(Replica told, Plan.EdgePlan edge) {
    Whereabouts now = known[edge.callee()];
    if (edge.caller() == serviceIndex && now != null) {
      CallPath path = told.path(edge);
      path.become(path.edge().replicas().occupiedBy(now.occupants()));
    }
  }

  /** Others are in the places of a callee's replicas. */
  void follow(int callee, Whereabouts now) {
    known[callee] = now;
    for (Plan.EdgePlan edge : hosts.plan().edges()) {
      if (edge.callee() == callee && edge.caller() == serviceIndex && !isClosed) {
        if (replica != null) {
          tell(replica, edge);
        }
        retire(edge);
      }
    }
  }

  private void retire(Plan.EdgePlan edge) {
    @Nullable Pool[] all = pools[edge.index()];
    long until = System.nanoTime() + hosts.limits().times().drainNanos();
    for (int i = 0; i < all.length; i++) {
      Pool pool = all[i];
      if (pool != null && !pool.address().equals(address(edge.callee(), i))) {
        all[i] = null;
        pool.drain();
        retired.add(new Retired(pool, until));
      }
    }
  }

  private @Nullable InetSocketAddress address(int callee, int replicaIndex) {
    Whereabouts now = known[callee];
    return now == null ? hosts.address(callee, replicaIndex) : now.address(replicaIndex);
  }

  /** The connections to one replica of a callee; null where nobody is there. */
  @Nullable Pool pool(Plan.EdgePlan edge, int calleeReplica) {
    @Nullable Pool[] all = pools[edge.index()];
    Pool pool = all[calleeReplica];
    if (pool == null) {
      InetSocketAddress address = address(edge.callee(), calleeReplica);
      pool = address == null ? null : hosts.poolTo(edge.callee(), address, loop, this);
      all[calleeReplica] = pool;
    }
    return pool;
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
    if (program != null && !isRetired) {
      program.sweep(now);
    }
    forEachPool(pool -> pool.sweep(now));
    retired.removeIf(
        one -> {
          if (now - one.untilNanos() < 0) {
            one.pool().sweep(now);
            return false;
          }
          one.pool().close();
          return true;
        });
    if (isRetired && replica().load() == 0 && isWithoutConnections()) {
      sweeping.cancel(false);
    }
  }

  private boolean isWithoutConnections() {
    List<Pool> busy = new ArrayList<>();
    forEachPool(
        pool -> {
          if (!pool.isEmpty()) {
            busy.add(pool);
          }
        });
    return busy.isEmpty() && retired.isEmpty();
  }

  private void forEachPool(Consumer<Pool> what) {
    for (@Nullable Pool[] all : pools) {
      for (Pool pool : all) {
        if (pool != null) {
          what.accept(pool);
        }
      }
    }
  }

  /** Stops listening and drops every connection. On the loop. */
  void close() {
    isClosed = true;
    listeners.forEach(Listener::down);
    sidecars.values().forEach(Listener::down);
    if (program != null) {
      program.close();
    }
    forEachPool(Pool::close);
    retired.forEach(one -> one.pool().close());
    retired.clear();
  }
}
