package dev.ballast.live;

import dev.ballast.engine.FaultSchedule;
import dev.ballast.engine.GatewayTurns;
import dev.ballast.engine.LinkFaults;
import dev.ballast.engine.Plan;
import dev.ballast.engine.Replica;
import dev.ballast.engine.Timer;
import dev.ballast.engine.Usage;
import dev.ballast.engine.Users;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.observation.Latencies;
import dev.ballast.observation.Observer;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * One run on the hosts: a world per loop with a common origin, and a fresh engine replica on every
 * host, so that no run remembers another. What an earlier run left unfinished ends in its own
 * worlds.
 */
final class Stage {
  private static final long LOOK_AGAIN_NANOS = 2 * Units.MILLISECOND;

  private static final long ANSWER_MILLIS = 1_000;

  private final Plan plan;
  private final Hosts hosts;
  private final Loops loops;
  private final long seed;
  private final LinkFaults linkFaults;
  private final LoopWorld[] worlds;
  private final Replica[][] replicas;

  /**
   * Worlds in which nobody is yet.
   *
   * @param plan of the hosts' system, or of one that differs in times and policies alone
   * @param observers for the loop of an index
   */
  Stage(
      Plan plan,
      Hosts hosts,
      Loops loops,
      long seed,
      long originNanos,
      IntFunction<Observer> observers) {
    this.plan = plan;
    this.hosts = hosts;
    this.loops = loops;
    this.seed = seed;
    linkFaults = new LinkFaults(plan);
    replicas = new Replica[plan.model().services().size()][];
    for (int s = 0; s < replicas.length; s++) {
      replicas[s] = new Replica[plan.model().services().get(s).replicas()];
    }
    worlds = new LoopWorld[loops.count()];
    for (int i = 0; i < worlds.length; i++) {
      worlds[i] = new LoopWorld(loops.loop(i), originNanos, observers.apply(i));
      worlds[i].connect(new NettyWire(worlds[i], i, plan, seed, hosts, replicas, linkFaults));
    }
    for (Host host : hosts.all()) {
      replicas[host.serviceIndex()][host.index()] =
          new Replica(
              worlds[host.loopIndex()],
              plan,
              host.serviceIndex(),
              host.index(),
              RandomStreams.of(seed),
              host.program());
    }
  }

  /**
   * Puts a fresh replica on every host.
   *
   * @param guestsAreUsers whether requests that come from outside are observed as those of users
   */
  void enter(boolean guestsAreUsers) {
    List<Future<?>> entered = new ArrayList<>();
    for (Host host : hosts.all()) {
      LoopWorld world = worlds[host.loopIndex()];
      Replica fresh = replicas[host.serviceIndex()][host.index()];
      entered.add(host.loop().submit(() -> host.enter(world, fresh, guestsAreUsers)));
    }
    for (Future<?> each : entered) {
      each.syncUninterruptibly();
    }
  }

  /**
   * Starts users and faults at the beginning of the warm-up.
   *
   * @return ends when every request has its answer after the end of the load, or the time for it is
   *     over
   */
  CompletableFuture<Void> play(Experiment experiment, LoadEntry entry, long drainNanos) {
    CompletableFuture<Void> over = new CompletableFuture<>();
    LoopWorld world = worlds[loops.ofUsers()];
    Runnable begin =
        () -> {
          try {
            Users users = Users.start(plan, experiment, world, entry, RandomStreams.of(seed));
            Faults faults = new Faults(entry.begin());
            FaultSchedule.start(plan, experiment, world, users, faults);
            Usage.start(plan, experiment, world, faults);
            new End(world, users, experiment.lengthNanos(), drainNanos, over).fires();
          } catch (RuntimeException e) {
            over.completeExceptionally(e);
          }
        };
    Sockets.later(world.loop(), begin, Math.max(0, -experiment.warmUpNanos() - world.nowNanos()));
    return over;
  }

  /** How late the timers of all loops were since time 0; without those of a loop that has ended. */
  Latencies lateness() {
    Latencies all = new Latencies();
    for (LoopWorld world : worlds) {
      try {
        Future<Latencies> ofLoop =
            world.loop().submit(() -> new Latencies().plus(world.lateness()));
        if (ofLoop.awaitUninterruptibly(ANSWER_MILLIS) && ofLoop.isSuccess()) {
          all = all.plus(ofLoop.getNow());
        }
      } catch (RejectedExecutionException e) {
        // The loop has ended, and what it counted with it.
      }
    }
    return all;
  }

  /** Waits for the end of the load, and then for the last answers. */
  private static final class End extends Timer {
    private final LoopWorld world;
    private final Users users;
    private final long endNanos;
    private final long drainNanos;
    private final CompletableFuture<Void> over;

    End(
        LoopWorld world,
        Users users,
        long endNanos,
        long drainNanos,
        CompletableFuture<Void> over) {
      this.world = world;
      this.users = users;
      this.endNanos = endNanos;
      this.drainNanos = drainNanos;
      this.over = over;
    }

    @Override
    public void fires() {
      long now = world.nowNanos();
      if (now < endNanos) {
        world.start(this, endNanos - now);
      } else if (users.inFlight() > 0 && now < endNanos + drainNanos) {
        world.start(this, LOOK_AGAIN_NANOS);
      } else {
        over.complete(null);
      }
    }
  }

  /** Faults act on the loop of the replica that they concern. */
  private final class Faults implements FaultSchedule.Target {
    private final GatewayTurns gateways;

    Faults(GatewayTurns gateways) {
      this.gateways = gateways;
    }

    @Override
    public void change(int service, int replica, Consumer<Replica> change) {
      Host host = hosts.host(service, replica);
      host.loop()
          .execute(
              () -> {
                Replica changed = replicas[service][replica];
                change.accept(changed);
                host.follow(changed);
              });
    }

    @Override
    public LinkFaults links() {
      return linkFaults;
    }

    @Override
    public GatewayTurns gateways() {
      return gateways;
    }
  }
}
