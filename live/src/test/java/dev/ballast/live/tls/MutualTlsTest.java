package dev.ballast.live.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ConnectionLog;
import dev.ballast.trust.Authority;
import dev.ballast.trust.Bundle;
import dev.ballast.trust.Credential;
import dev.ballast.trust.TrustDomain;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas that show each other who they are. */
final class MutualTlsTest {
  private static final TrustDomain DOMAIN = new TrustDomain("shop.ballast");
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private final InstantSource clock = now::get;
  private final Authority authority = new Authority(DOMAIN, LIFETIME, now.get());
  private final List<String> served = new CopyOnWriteArrayList<>();
  private final List<String> called = new CopyOnWriteArrayList<>();
  private final ConnectionLog log = new ConnectionLog("edge-1", called::add);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final TlsClient client = open(new TlsClient());

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void both_ends_know_who_the_other_is() throws Exception {
    int port = serve(server("prices"));
    assertThat(client.asks(client("edge"), "prices", port, log))
        .isEqualTo("http/1.1 spiffe://shop.ballast/edge -");
    assertThat(served).isEmpty();
    assertThat(called).isEmpty();
  }

  @Test
  void a_caller_speaks_with_nobody_but_the_service_it_asked_for() throws Exception {
    int port = serve(server("orders"));
    assertThat(client.asks(client("edge"), "prices", port, log)).isEqualTo("unreachable");
    assertThat(called)
        .singleElement()
        .asString()
        .contains(
            "edge-1: no TLS with",
            "it is spiffe://shop.ballast/orders, and spiffe://shop.ballast/prices was asked for");
  }

  @Test
  void a_client_without_a_certificate_is_refused_where_one_is_required() throws Exception {
    int port = serve(server("prices"));
    assertThatThrownBy(() -> new JdkClient(null, root()).meets(port))
        .isInstanceOf(IOException.class);
    assertThat(client.asks(client((Credential) null), "prices", port, log))
        .isEqualTo("unreachable");
    assertThat(served).first().asString().contains("no TLS with", "PEER_DID_NOT_RETURN");
  }

  @Test
  void a_client_without_a_certificate_is_nobody_where_one_is_optional() throws Exception {
    ServerTls tls = server(issue("prices"), ClientAuth.OPTIONAL);
    int port = serve(tls);
    assertThat(client.asks(client((Credential) null), "prices", port, log))
        .isEqualTo("http/1.1 - -");
    assertThat(client.asks(client("edge"), "prices", port, log))
        .isEqualTo("http/1.1 spiffe://shop.ballast/edge -");
    Credential stranger =
        new Authority(DOMAIN, LIFETIME, now.get()).issue("edge", now.get()).credential();
    assertThat(client.asks(client(stranger), "prices", port, log)).isEqualTo("unreachable");
  }

  @Test
  void a_certificate_of_another_authority_is_refused_on_either_side() throws Exception {
    Authority foreign = new Authority(DOMAIN, LIFETIME, now.get());
    int port = serve(server("prices"));
    assertThat(
            client.asks(client(foreign.issue("edge", now.get()).credential()), "prices", port, log))
        .isEqualTo("unreachable");
    assertThat(served).singleElement().asString().contains("leads to no root of shop.ballast");
    int stranger =
        serve(server(foreign.issue("prices", now.get()).credential(), ClientAuth.REQUIRE));
    called.clear();
    ConnectionLog fresh = new ConnectionLog("edge-1", called::add);
    assertThat(client.asks(client("edge"), "prices", stranger, fresh)).isEqualTo("unreachable");
    assertThat(called).singleElement().asString().contains("leads to no root of shop.ballast");
  }

  @Test
  void what_was_sent_to_who_refuses_the_certificate_certainly_had_no_effect() throws Exception {
    ServerTls tls =
        open(
            new ServerTls(
                new ServerTls.Settings(false, ClientAuth.REQUIRE, List.of("h2")),
                List.of(issue("prices")),
                new Trusted.Identities(authority.bundle()),
                clock));
    ConnectionLog said = new ConnectionLog("server", served::add);
    TlsServer server =
        open(new TlsServer(new TlsServerProtocol(tls, Map.of("h2", TlsServer::tellThem), said)));
    Credential stranger =
        new Authority(DOMAIN, LIFETIME, now.get()).issue("edge", now.get()).credential();
    assertThat(client.sends(client(stranger), "prices", server.port(), log))
        .isEqualTo(ClientExchange.Failure.UNREACHABLE);
  }

  @Test
  void a_certificate_that_has_expired_is_refused_on_either_side() throws Exception {
    int port = serve(server("prices"));
    ClientTls late = client("edge");
    now.set(now.get().plus(LIFETIME).plusSeconds(1));
    assertThat(client.asks(late, "prices", port, log)).isEqualTo("unreachable");
    assertThat(called).singleElement().asString().contains("has expired");
    int fresh = serve(server("prices"));
    assertThat(client.asks(late, "prices", fresh, log)).isEqualTo("unreachable");
    assertThat(served).anyMatch(line -> line.contains("has expired"));
  }

  @Test
  void a_session_is_resumed_and_still_known() throws Exception {
    ServerTls tls = server("prices");
    int port = serve(tls);
    ClientTls edge = client("edge");
    for (int i = 0; i < 5; i++) {
      assertThat(client.asks(edge, "prices", port, log))
          .isEqualTo("http/1.1 spiffe://shop.ballast/edge -");
    }
    assertThat(tls.resumed()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void a_session_is_not_resumed_when_the_certificate_behind_it_has_expired() throws Exception {
    int port = serve(server("prices"));
    ClientTls edge = client("edge");
    assertThat(client.asks(edge, "prices", port, log)).endsWith("edge -");
    now.set(now.get().plus(LIFETIME).plusSeconds(1));
    assertThat(client.asks(edge, "prices", port, log)).isIn("lost", "unreachable");
  }

  @Test
  void certificates_are_replaced_while_connections_go_on() throws Exception {
    ServerTls tls = server("prices");
    int port = serve(tls);
    ClientTls edge = client("edge");
    TlsClient.Talk old = client.talks(edge, "prices", port, log);
    assertThat(old.next()).endsWith("spiffe://shop.ballast/edge -");
    for (int i = 0; i < 20; i++) {
      tls.replace(List.of(issue("prices")), new Trusted.Identities(authority.bundle()));
      edge.replace(issue("edge"), new Trusted.Identities(authority.bundle()));
      assertThat(client.asks(edge, "prices", port, log)).endsWith("edge -");
      assertThat(old.again()).endsWith("edge -");
    }
    assertThat(served).isEmpty();
    assertThat(called).isEmpty();
  }

  @Test
  void who_is_no_longer_believed_cannot_come_back_with_an_old_session() throws Exception {
    ServerTls tls = server("prices");
    int port = serve(tls);
    ClientTls edge = client("edge");
    assertThat(client.asks(edge, "prices", port, log)).endsWith("edge -");
    Bundle others = new Authority(DOMAIN, LIFETIME, now.get()).bundle();
    tls.replace(List.of(issue("prices")), new Trusted.Identities(others));
    assertThat(client.asks(edge, "prices", port, log)).isEqualTo("unreachable");
  }

  @Test
  void a_credential_that_cannot_be_used_changes_nothing() throws Exception {
    ServerTls tls = server("prices");
    int port = serve(tls);
    assertThatThrownBy(() -> tls.replace(List.of(), null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(client.asks(client("edge"), "prices", port, log)).endsWith("edge -");
  }

  private Credential issue(String service) {
    return authority.issue(service, now.get()).credential();
  }

  private X509Certificate root() {
    return authority.bundle().roots().getFirst();
  }

  private ServerTls server(String service) throws Exception {
    return server(issue(service), ClientAuth.REQUIRE);
  }

  private ServerTls server(Credential credential, ClientAuth clients) throws Exception {
    return open(
        new ServerTls(
            new ServerTls.Settings(true, clients, List.of("http/1.1")),
            List.of(credential),
            new Trusted.Identities(authority.bundle()),
            clock));
  }

  private int serve(ServerTls tls) {
    ConnectionLog said = new ConnectionLog("server", served::add);
    return open(new TlsServer(
            new TlsServerProtocol(tls, Map.of("http/1.1", TlsServer::tellThem), said)))
        .port();
  }

  private ClientTls client(String service) throws Exception {
    return client(issue(service));
  }

  private ClientTls client(@Nullable Credential credential) throws Exception {
    return open(new ClientTls(credential, new Trusted.Identities(authority.bundle()), clock));
  }

  private <T extends AutoCloseable> T open(T opened) {
    open.add(opened);
    return opened;
  }
}
