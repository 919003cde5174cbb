package dev.ballast.live.discovery;

import dev.ballast.live.discovery.DnsNames.Records;
import dev.ballast.live.discovery.DnsNames.Resource;
import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The replicas behind a name of the DNS. */
final class NameSource implements Source {
  private final DnsNames names;
  private final String name;
  private final int port;

  private NameSource(DnsNames names, String name, int port) {
    this.names = names;
    this.name = name;
    this.port = port;
  }

  /** Those whose addresses are the A and AAAA records; all listen on one port. */
  static NameSource ofHosts(DnsNames names, String name, int port) {
    return new NameSource(names, name, port);
  }

  /**
   * Those whose SRV records have the best priority (RFC 2782), with their weights and ports; the
   * weight 0 counts as 1.
   */
  static NameSource ofServers(DnsNames names, String name) {
    return new NameSource(names, name, 0);
  }

  @Override
  public long retryMaxNanos() {
    return Knowledge.RETRY_MAX;
  }

  @Override
  public CompletableFuture<Lookup> look() {
    return port == 0
        ? names.ask(name, DnsRecordType.SRV).thenCompose(this::servers)
        : hosts(name).thenApply(records -> hosts(records, port, 1));
  }

  /**
   * The addresses of both families; one of them is enough where of the other nothing is learned.
   */
  private CompletableFuture<Records> hosts(String host) {
    return names
        .ask(host, DnsRecordType.A)
        .thenCombine(names.ask(host, DnsRecordType.AAAA), NameSource::together);
  }

  private static Records together(Records one, Records other) {
    return switch (one) {
      case Records.Some(var all, long ttl) ->
          switch (other) {
            case Records.Some(var more, long ttlToo) -> {
              List<Resource> both = new ArrayList<>(all);
              both.addAll(more);
              yield new Records.Some(both, Math.min(ttl, ttlToo));
            }
            case Records.None _, Records.Unknown _ -> one;
          };
      case Records.None _ -> other;
      case Records.Unknown _ -> other instanceof Records.Some ? other : one;
    };
  }

  private static Lookup hosts(Records records, int port, int weight) {
    return switch (records) {
      case Records.Some(var all, long ttl) -> {
        List<Found> found = new ArrayList<>();
        for (Resource resource : all) {
          if (resource instanceof Resource.Host(var address)) {
            found.add(new Found(new InetSocketAddress(address, port), weight, null));
          }
        }
        yield new Lookup.Answered(found, ttl);
      }
      case Records.None(String why) -> new Lookup.Nobody(why);
      case Records.Unknown(String why) -> new Lookup.Failed(why);
    };
  }

  private CompletableFuture<Lookup> servers(Records records) {
    return switch (records) {
      case Records.None(String why) -> CompletableFuture.completedFuture(new Lookup.Nobody(why));
      case Records.Unknown(String why) -> CompletableFuture.completedFuture(new Lookup.Failed(why));
      case Records.Some(var all, long ttl) -> servers(best(all), ttl);
    };
  }

  /** Those with the lowest number of priority; a target of {@code .} is no server. */
  private static List<Resource.Server> best(List<Resource> all) {
    List<Resource.Server> servers =
        all.stream()
            .filter(Resource.Server.class::isInstance)
            .map(Resource.Server.class::cast)
            .filter(server -> server.port() > 0 && !server.target().equals("."))
            .toList();
    int best = servers.stream().mapToInt(Resource.Server::priority).min().orElse(0);
    return servers.stream().filter(server -> server.priority() == best).toList();
  }

  private CompletableFuture<Lookup> servers(List<Resource.Server> servers, long ttlNanos) {
    Map<Resource.Server, CompletableFuture<Lookup>> asked = new LinkedHashMap<>();
    for (Resource.Server server : servers) {
      int weight = Math.max(1, server.weight());
      asked.put(
          server, hosts(server.target()).thenApply(known -> hosts(known, server.port(), weight)));
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
        .thenApply(
            _ -> together(asked.values().stream().map(CompletableFuture::join).toList(), ttlNanos));
  }

  /** All that are known; when anything failed nothing is concluded from what is missing. */
  private static Lookup together(List<Lookup> lookups, long ttlNanos) {
    List<Found> found = new ArrayList<>();
    long ttl = ttlNanos;
    for (Lookup lookup : lookups) {
      switch (lookup) {
        case Lookup.Answered(var some, long its) -> {
          found.addAll(some);
          ttl = Math.min(ttl, its);
        }
        case Lookup.Nobody _ -> {} // a server without an address is no server
        case Lookup.Failed failed -> {
          return failed;
        }
      }
    }
    return found.isEmpty()
        ? new Lookup.Nobody("no server has an address")
        : new Lookup.Answered(found, ttl);
  }

  @Override
  public String words() {
    return "the name " + name;
  }

  @Override
  public void close() {}
}
