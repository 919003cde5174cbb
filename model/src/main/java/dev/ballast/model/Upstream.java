package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Units;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How its callers reach the replicas of a service in the live world. Files are named as the system
 * file names them, relative to it.
 *
 * @param addresses of the replicas, in their order, where they run outside this process; empty
 *     where nobody said
 * @param discovery how replicas are found that come and go; null where they do not
 * @param healthCheck how replicas are asked whether they are well; null for not at all
 * @param tls how TLS is spoken with replicas that are not of this system; null for what its
 *     identities say
 * @param speaksProxyProtocol whether connections begin with a header of the PROXY protocol, version
 *     2, that tells the client's address
 */
public record Upstream(
    List<Address> addresses,
    @Nullable Discovery discovery,
    Protocol protocol,
    @Nullable HealthCheck healthCheck,
    @Nullable Tls tls,
    boolean speaksProxyProtocol) {
  /** Replicas that are served here, over HTTP/1.1. */
  public static final Upstream DEFAULT =
      new Upstream(List.of(), null, Protocol.HTTP_1_1, null, null, false);

  public Upstream {
    addresses = List.copyOf(addresses);
    Checks.that(
        addresses.isEmpty() || discovery == null, "addresses are given or discovered, not both");
    Checks.that(
        new HashSet<>(addresses).size() == addresses.size(), "every replica has another address");
  }

  /** The same with these addresses. */
  public Upstream withAddresses(List<Address> other) {
    return new Upstream(other, discovery, protocol, healthCheck, tls, speaksProxyProtocol);
  }

  /** What is spoken with the replicas. */
  public enum Protocol {
    HTTP_1_1("http/1.1"),
    H2("h2"),
    /** HTTP/2, where failures are told by {@code grpc-status}. */
    GRPC("grpc");

    private final String word;

    Protocol(String word) {
      this.word = word;
    }

    /** As the system file says it. */
    public String word() {
      return word;
    }
  }

  /**
   * Where a replica listens.
   *
   * @param host a name or an IP address
   * @param port 1 to 65535
   */
  public record Address(String host, int port) {
    /** A name or an IPv4 address; an IPv6 address without brackets. */
    private static final String HOST = "[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})|[0-9A-Fa-f:.]{2,45}";

    public Address {
      Checks.that(isHost(host), "a host is a name or an IP address, not " + host);
      Checks.that(port >= 1 && port <= 65_535, "a port is 1 to 65535");
    }

    /** Whether this can be a host. */
    public static boolean isHost(String host) {
      return host.matches(HOST);
    }

    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /**
   * Where replicas are found that come and go; the service's replicas are the most there may be.
   */
  public sealed interface Discovery {
    /** The A and AAAA records of a name. */
    record Dns(String name, int port) implements Discovery {
      public Dns {
        Checks.that(port >= 1 && port <= 65_535, "a port is 1 to 65535");
      }
    }

    /** The SRV records of a name, such as {@code _http._tcp.playback.default.svc}. */
    record Srv(String name) implements Discovery {}

    /** A file with an address per line, which is read again when it changes. */
    record AddressFile(String file) implements Discovery {}
  }

  /**
   * Asks each replica again and again whether it is well, beside what calls teach.
   *
   * @param probe what is asked
   * @param unhealthyAfter failures in a row after which a replica gets no calls
   * @param healthyAfter successes in a row after which it gets some again
   */
  public record HealthCheck(
      Probe probe, long everyNanos, long timeoutNanos, int unhealthyAfter, int healthyAfter) {
    public static final long EVERY_NANOS_MIN = 10 * Units.MILLISECOND;
    public static final long EVERY_NANOS_MAX = Units.HOUR;
    public static final int IN_A_ROW_MAX = 100;

    public HealthCheck {
      Checks.that(
          everyNanos >= EVERY_NANOS_MIN && everyNanos <= EVERY_NANOS_MAX,
          "a health check is made every 10 ms to 1 h");
      Checks.that(
          timeoutNanos > 0 && timeoutNanos <= everyNanos,
          "a health check is over before the next one");
      Checks.that(
          unhealthyAfter >= 1 && unhealthyAfter <= IN_A_ROW_MAX,
          "a replica is unhealthy after 1 to 100 failures");
      Checks.that(
          healthyAfter >= 1 && healthyAfter <= IN_A_ROW_MAX,
          "a replica is healthy after 1 to 100 successes");
    }

    /** What is asked of a replica. */
    public sealed interface Probe {
      /** GET of a path: any status from 200 to 299 is well. */
      record Http(String path) implements Probe {
        public Http {
          Checks.that(path.startsWith("/"), "a path begins with /");
        }
      }

      /** {@code grpc.health.v1.Health/Check} of the whole server: SERVING is well. */
      record Grpc() implements Probe {}

      /** A connection: that it is accepted is well. */
      record Connect() implements Probe {}
    }
  }

  /**
   * TLS with replicas that have certificates of their own.
   *
   * @param authorities a PEM file of those whose certificates are believed; null for those that the
   *     Java runtime believes
   * @param serverName the name that the certificate must have, and that is asked for (SNI); null
   *     for the host of the address
   */
  public record Tls(@Nullable String authorities, @Nullable String serverName) {}
}
