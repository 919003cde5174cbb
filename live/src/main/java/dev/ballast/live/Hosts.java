package dev.ballast.live;

import static java.util.Objects.requireNonNull;

import dev.ballast.engine.Plan;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.model.Ingress;
import dev.ballast.model.Service;
import dev.ballast.model.Upstream.Discovery;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All replicas' places, dealt to the loops in turn, in the order of the file. A replica that is
 * served elsewhere has none.
 */
final class Hosts {
  private final Plan plan;
  private final Limits limits;
  private final Http.Kept kept;
  private final LiveOptions options;
  private final Protocols protocols;
  private final Elsewhere elsewhere;
  private final @Nullable Host[][] hosts;
  private final List<Host> all = new ArrayList<>();
  private final String[][] targets;

  /** By service, what all hosts act on; null where replicas do not come and go. */
  private final AtomicReferenceArray<@Nullable Whereabouts> discovered;

  /** Below what servers of others take for idle; five seconds is common. */
  static final long FOREIGN_IDLE_NANOS = 2 * Units.SECOND;

  /**
   * Hosts in which nobody is yet.
   *
   * @param before those whose listeners and programs are taken over where the same replica is
   *     served; null opens all anew
   */
  Hosts(
      Plan plan,
      Limits limits,
      LiveOptions options,
      Protocols protocols,
      Elsewhere elsewhere,
      Loops loops,
      @Nullable Hosts before) {
    this.plan = plan;
    this.elsewhere = elsewhere;
    this.limits = limits;
    kept = Http.Kept.of(limits);
    this.options = options;
    this.protocols = protocols;
    List<Service> services = plan.model().services();
    hosts = new Host[services.size()][];
    targets = new String[services.size()][];
    discovered = new AtomicReferenceArray<>(services.size());
    for (int s = 0; s < targets.length; s++) { // before the first host looks
      if (elsewhere.discovery(s) != null) {
        discovered.set(s, Whereabouts.unknown(services.get(s).replicas()));
      }
    }
    for (int s = 0; s < hosts.length; s++) {
      hosts[s] = new Host[services.get(s).replicas()];
      targets[s] = targets(services.get(s));
      for (int i = 0; i < hosts[s].length; i++) {
        if (!elsewhere.serves(s, i)) {
          Host same = before == null ? null : before.find(services.get(s).name(), i);
          int loop = same == null ? all.size() % options.loops() : same.loopIndex();
          Host host = new Host(this, s, i, loop, loops.loop(loop), same);
          hosts[s][i] = host;
          all.add(host);
        }
      }
    }
  }

  private static String[] targets(Service service) {
    return service.endpoints().stream()
        .map(endpoint -> "/" + endpoint.name())
        .toArray(String[]::new);
  }

  Plan plan() {
    return plan;
  }

  /** What is spoken on which connections. */
  Protocols protocols() {
    return protocols;
  }

  /** Whether callers speak TLS with the replicas of a service, as members of the system. */
  boolean isSecure(int service) {
    return !elsewhere.isForeign(service)
        && protocols.isMember(plan.model().services().get(service));
  }

  LiveOptions options() {
    return options;
  }

  Limits limits() {
    return limits;
  }

  /** How much of an answer is collected. */
  Http.Kept kept() {
    return kept;
  }

  List<Host> all() {
    return all;
  }

  /** The place of a replica that is served here. */
  Host host(int service, int replica) {
    return requireNonNull(hosts[service][replica], "a replica that is elsewhere has no host");
  }

  /** The place of a replica by names, or null where it is not served here. */
  @Nullable Host find(String service, int replica) {
    for (Host host : all) {
      if (host.service().name().equals(service) && host.index() == replica) {
        return host;
      }
    }
    return null;
  }

  /** Whether a replica is served by others. */
  boolean isElsewhere(int service, int replica) {
    return elsewhere.serves(service, replica);
  }

  /** Whether a service is served by servers of others, who know nothing of probes. */
  boolean isForeign(int service) {
    return elsewhere.isForeign(service);
  }

  /** The port on which a program of the role reaches a callee; 0 for any. */
  int outboundPort(String callee) {
    Role role = options.role();
    return role == null ? 0 : role.outbound().getOrDefault(callee, 0);
  }

  /** A request that a described step makes. */
  RequestHead head(int service, int endpoint, Fields fields) {
    String callee = plan.model().services().get(service).name();
    return new RequestHead("GET", "http", callee, targets[service][endpoint], fields);
  }

  String endpointName(int service, int endpoint) {
    return plan.model().services().get(service).endpoints().get(endpoint).name();
  }

  void log(String line) {
    options.log().accept(line);
  }

  Consumer<String> log() {
    return options.log();
  }

  /**
   * A new pool, owned by a loop, to an address of a service.
   *
   * @param caller null for users
   */
  Pool poolTo(int service, InetSocketAddress address, EventLoop loop, @Nullable Host caller) {
    Limits kept = elsewhere.isForeign(service) ? limits.withPoolIdle(FOREIGN_IDLE_NANOS) : limits;
    Service callee = plan.model().services().get(service);
    boolean isForeign = elsewhere.isForeign(service);
    return new Pool(loop, address, protocols.outbound(caller, callee, isForeign, address), kept);
  }

  /** Where a replica listens; null where nobody is, or nobody said. */
  @Nullable InetSocketAddress address(int service, int replica) {
    Whereabouts known = discovered.get(service);
    if (known != null) {
      return known.address(replica);
    }
    return elsewhere.serves(service, replica)
        ? elsewhere.address(service, replica)
        : Sockets.local(host(service, replica).listener().port());
  }

  /** How the replicas of a service are found that come and go; null where they do not. */
  @Nullable Discovery discovery(int service) {
    return elsewhere.discovery(service);
  }

  /** Where the replicas of a service are that come and go; null where they do not. */
  @Nullable Whereabouts whereabouts(int service) {
    return discovered.get(service);
  }

  /**
   * Others are there now; from one thread. Each host acts on it on its own loop, and it is told
   * when all of them have.
   */
  void become(int service, Whereabouts now) {
    AtomicInteger left = new AtomicInteger(all.size());
    for (Host host : all) {
      host.loop()
          .execute(
              () -> {
                host.follow(service, now);
                if (left.decrementAndGet() == 0) {
                  discovered.set(service, now);
                }
              });
    }
  }

  /**
   * The listeners of a replica, none of them open: those that the file names for a gateway that is
   * a process of its own, otherwise one.
   */
  List<Listener> listeners(Service service, String replica, EventLoop loop, Desk desk) {
    Limits most = Ingresses.limits(service, limits);
    if (!listensAsTheFileSays(service)) {
      Role role = options.role();
      InetAddress address = role == null ? InetAddress.getLoopbackAddress() : role.address();
      ServerProtocol spoken = protocols.inbound(service, replica);
      return List.of(new Listener(loop, desk, spoken, most, address));
    }
    List<Listener> listeners = new ArrayList<>();
    for (Ingress.Listener said : service.ingress().listeners()) {
      try {
        InetAddress address = InetAddress.getByName(said.address());
        listeners.add(
            new Listener(loop, desk, protocols.at(service, said, replica), most, address));
      } catch (UnknownHostException e) {
        throw new LiveException(
            "%s cannot listen on %s, which is no address".formatted(service.name(), said.address()),
            e);
      }
    }
    return List.copyOf(listeners);
  }

  /** Where a replica that is served here listens, one address for each of its listeners. */
  List<String> urls(int service, int replica) {
    Service known = plan.model().services().get(service);
    List<Listener> listeners = host(service, replica).listeners();
    List<String> urls = new ArrayList<>();
    for (int i = 0; i < listeners.size(); i++) {
      boolean isSecure =
          listensAsTheFileSays(known)
              ? known.ingress().listeners().get(i).tls() != null
              : isSecure(service);
      urls.add(url(isSecure, listeners.get(i).address()));
    }
    return urls;
  }

  /** An address as a client writes it. */
  static String url(boolean isSecure, InetSocketAddress address) {
    return (isSecure ? "https://" : "http://") + NetUtil.toSocketAddressString(address);
  }

  private boolean listensAsTheFileSays(Service service) {
    return options.role() != null
        && options.basePort() == 0
        && !service.ingress().listeners().isEmpty();
  }

  /**
   * Opens the port of every replica that is served here, or says which could not be had. Gateways
   * open theirs last: whoever comes to one finds the others there.
   */
  void listen() {
    listen(false);
    listen(true);
  }

  private void listen(boolean areGateways) {
    int port = options.basePort();
    for (Host host : all) {
      boolean isTurn = host.service().isGateway() == areGateways;
      if (!listensAsTheFileSays(host.service())) {
        if (isTurn) {
          listen(host.listener(), port, host.name());
        }
        port += port == 0 ? 0 : 1;
      } else if (isTurn) {
        List<Ingress.Listener> said = host.service().ingress().listeners();
        for (int i = 0; i < said.size(); i++) {
          listen(host.listeners().get(i), said.get(i).port(), host.name());
        }
      }
    }
  }

  /** Listens on a port, or on the first free one there is where it is 0. */
  static void listen(Listener listener, int port, String forWhat) {
    if (port == 0) {
      listenAnywhere(listener, forWhat);
      return;
    }
    ChannelFuture bound = listener.open(port).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new LiveException(
          "port %d, wanted for %s, cannot be listened on (%s): stop what uses it, or choose another port, or 0 for a free one"
              .formatted(port, forWhat, bound.cause().getMessage()),
          bound.cause());
    }
  }

  /** Listens on the first free port there is. */
  private static void listenAnywhere(Listener listener, String forWhat) {
    for (int i = 0; i < Ports.candidates(); i++) {
      if (listener.open(Ports.candidate()).awaitUninterruptibly().isSuccess()) {
        return;
      }
    }
    throw new LiveException("no port of 127.0.0.1 is free for " + forWhat);
  }
}
