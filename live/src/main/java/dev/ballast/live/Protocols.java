package dev.ballast.live;

import static java.util.Objects.requireNonNull;

import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.live.http.ServerProtocol;
import dev.ballast.live.http1.Http1Client;
import dev.ballast.live.http1.Http1Server;
import dev.ballast.live.http2.Http2;
import dev.ballast.live.proxyprotocol.ProxyClientProtocol;
import dev.ballast.live.proxyprotocol.ProxyServerProtocol;
import dev.ballast.live.tls.ClientFiles;
import dev.ballast.live.tls.ClientTls;
import dev.ballast.live.tls.IdentitySource;
import dev.ballast.live.tls.Member;
import dev.ballast.live.tls.Renewals;
import dev.ballast.live.tls.ServerFiles;
import dev.ballast.live.tls.ServerTls;
import dev.ballast.live.tls.TlsServerProtocol;
import dev.ballast.live.tls.Trusted;
import dev.ballast.model.Identities;
import dev.ballast.model.Ingress;
import dev.ballast.model.Service;
import dev.ballast.model.SystemModel;
import dev.ballast.model.Upstream;
import dev.ballast.trust.Authority;
import dev.ballast.trust.TrustDomain;
import dev.ballast.trust.TrustException;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is spoken on which connections: mutual TLS between replicas that have identities, clear text
 * with users, programs and servers of others, unless the system file says more. Outlives changes of
 * the system.
 */
final class Protocols implements AutoCloseable {
  /** In the clear: what the client's first bytes say. */
  static final ServerProtocol SERVER = Http2.PROTOCOL.or(Http1Server.PROTOCOL);

  /** Inside TLS: what was agreed on. */
  private static final Map<String, ServerProtocol> BY_ALPN =
      Map.of("h2", Http2.PROTOCOL, "http/1.1", Http1Server.PROTOCOL);

  private final LiveOptions options;
  private final InstantSource clock = InstantSource.system();
  private final Renewals renewals;
  private final @Nullable IdentitySource identities;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final Map<Upstream.Tls, ClientTls> clients = new LinkedHashMap<>();

  /**
   * Protocols of a system; nobody is a member yet.
   *
   * @throws LiveException when files are needed and cannot be used
   */
  Protocols(SystemModel model, LiveOptions options) {
    this.options = options;
    renewals = new Renewals(options.log());
    identities = source(model);
  }

  private @Nullable IdentitySource source(SystemModel model) {
    Identities said = model.identities();
    TrustDomain domain = new TrustDomain(said.trustDomainOf(model.name()));
    Role role = options.role();
    Identities.Files files = said.files();
    if (!said.isOn()) {
      return null;
    }
    if (role == null) { // all members are here, and so is the authority
      return new IdentitySource.BuiltIn(new Authority(domain, Authority.LIFETIME, clock.instant()));
    }
    if (files == null) {
      options
          .log()
          .accept(
              "this process has no certificate and speaks clear text with the others: give"
                  + " `identities` with `certificate`, `key` and `bundle`, or `identities: none`");
      return null;
    }
    return new IdentitySource.FromFiles(
        domain,
        path(files.certificate(), role),
        path(files.key(), role),
        path(files.bundle(), role));
  }

  private Path path(String file, Role role) {
    return options
        .finding()
        .directory()
        .resolve(
            file.replace("{service}", role.service())
                .replace("{replica}", Integer.toString(role.replica() + 1)));
  }

  /** In the clear with the replicas of a service: what its file says, as nobody can tell before. */
  static ClientProtocol client(Upstream upstream) {
    return switch (upstream.protocol()) {
      case HTTP_1_1 -> Http1Client.PROTOCOL;
      case H2, GRPC -> Http2.PROTOCOL;
    };
  }

  /** Whether the replicas of a service are members. Users speak with gateways in the clear. */
  boolean isMember(Service service) {
    return identities != null && !service.isGateway();
  }

  /** What a replica's own listener speaks; for that listener alone. */
  ServerProtocol inbound(Service service, String replica) {
    ServerProtocol spoken = new PerClient(spoken(service, replica));
    return service.upstream().speaksProxyProtocol()
        ? new ProxyServerProtocol(spoken, new ConnectionLog(replica, options.log()))
        : spoken;
  }

  private ServerProtocol spoken(Service service, String replica) {
    if (identities == null) {
      return SERVER;
    }
    Member member = member(service, replica); // a gateway calls others with it
    return isMember(service)
        ? new TlsServerProtocol(member.server(), BY_ALPN, new ConnectionLog(replica, options.log()))
        : SERVER;
  }

  /**
   * What is spoken where the system file says that a gateway listens; for that listener alone.
   *
   * @throws LiveException when files are needed and cannot be used
   */
  ServerProtocol at(Service gateway, Ingress.Listener said, String replica) {
    if (identities != null) {
      member(gateway, replica); // it calls others with it
    }
    ConnectionLog log = new ConnectionLog(replica + " on port " + said.port(), options.log());
    Ingress.Tls tls = said.tls();
    ServerProtocol spoken =
        new PerClient(
            tls == null ? SERVER : new TlsServerProtocol(server(tls, replica), BY_ALPN, log));
    return said.speaksProxyProtocol() ? new ProxyServerProtocol(spoken, log) : spoken;
  }

  private ServerTls server(Ingress.Tls tls, String replica) {
    ClientAuth clients =
        switch (tls.clients()) {
          case NONE -> ClientAuth.NONE;
          case OPTIONAL -> ClientAuth.OPTIONAL;
          case REQUIRED -> ClientAuth.REQUIRE;
        };
    boolean acceptsVersion12 =
        switch (tls.versionMin()) {
          case TLS_1_2 -> true;
          case TLS_1_3 -> false;
        };
    List<ServerFiles.Pair> pairs = new ArrayList<>();
    for (Ingress.Tls.KeyPair pair : tls.certificates()) {
      pairs.add(
          new ServerFiles.Pair(
              options.finding().directory().resolve(pair.certificate()),
              options.finding().directory().resolve(pair.key())));
    }
    String authorities = tls.authorities();
    try {
      ServerFiles files =
          new ServerFiles(
              replica,
              new ServerTls.Settings(acceptsVersion12, clients, List.of("h2", "http/1.1")),
              pairs,
              authorities == null ? null : options.finding().directory().resolve(authorities),
              clock);
      renewals.add(files);
      return files.tls();
    } catch (TrustException | IOException e) {
      throw new LiveException(replica + " has no TLS: " + e.getMessage(), e);
    }
  }

  /**
   * What is spoken with a replica.
   *
   * @param caller null for users
   * @param isForeign whether it is a server of others
   */
  ClientProtocol outbound(
      @Nullable Host caller, Service callee, boolean isForeign, InetSocketAddress address) {
    Upstream upstream = callee.upstream();
    ClientProtocol spoken = spoken(caller, callee, isForeign, address);
    return upstream.speaksProxyProtocol() ? new ProxyClientProtocol(spoken) : spoken;
  }

  private ClientProtocol spoken(
      @Nullable Host caller, Service callee, boolean isForeign, InetSocketAddress address) {
    Upstream upstream = callee.upstream();
    ClientProtocol inner = client(upstream);
    String alpn = upstream.protocol() == Upstream.Protocol.HTTP_1_1 ? "http/1.1" : "h2";
    Upstream.Tls tls = upstream.tls();
    String who = caller == null ? "users" : caller.name();
    if (tls != null) {
      String server = tls.serverName() == null ? address.getHostString() : tls.serverName();
      return client(tls, callee.name())
          .around(inner, alpn, server, address.getPort(), log(who, callee));
    }
    if (caller == null || isForeign || !isMember(callee)) {
      return inner;
    }
    return member(caller.service(), caller.name())
        .client()
        .around(inner, alpn, callee.name(), address.getPort(), log(who, callee));
  }

  private ConnectionLog log(String who, Service callee) {
    return new ConnectionLog(who + " to " + callee.name(), options.log());
  }

  private synchronized Member member(Service service, String replica) {
    return members.computeIfAbsent(
        replica,
        name -> {
          try {
            Member made = new Member(name, service.name(), requireNonNull(identities), clock);
            renewals.add(made);
            return made;
          } catch (TrustException | IOException e) {
            throw new LiveException(name + " has no certificate: " + e.getMessage(), e);
          }
        });
  }

  private synchronized ClientTls client(Upstream.Tls tls, String server) {
    return clients.computeIfAbsent(
        tls,
        said -> {
          try {
            String authorities = said.authorities();
            if (authorities == null) {
              return new ClientTls(null, new Trusted.Public(), clock);
            }
            ClientFiles files =
                new ClientFiles(server, options.finding().directory().resolve(authorities), clock);
            renewals.add(files);
            return files.tls();
          } catch (TrustException | IOException e) {
            throw new LiveException("TLS with " + server + ": " + e.getMessage(), e);
          }
        });
  }

  /** Gives every member another certificate, due or not. */
  synchronized void renew() throws TrustException, IOException {
    for (Member member : members.values()) {
      member.renew();
    }
  }

  @Override
  public synchronized void close() {
    renewals.close();
    members.values().forEach(Member::close);
    clients.values().forEach(ClientTls::close);
  }
}
