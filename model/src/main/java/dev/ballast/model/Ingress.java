package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Units;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How users reach a gateway in the live world, and what it puts up with from them. Files are named
 * as the system file names them, relative to it.
 *
 * @param listeners where each replica of the gateway listens; empty for clear text on a port that
 *     is chosen when it starts
 * @param accessLog null writes none
 */
public record Ingress(
    List<Listener> listeners, Limits limits, Timeouts timeouts, @Nullable AccessLog accessLog) {
  /** The most listeners of a gateway. */
  public static final int LISTENERS_MAX = 64;

  /** Clear text on any port, every default, no access log. */
  public static final Ingress DEFAULT =
      new Ingress(List.of(), Limits.DEFAULT, Timeouts.DEFAULT, null);

  public Ingress {
    listeners = List.copyOf(listeners);
    Checks.that(
        listeners.size() <= LISTENERS_MAX, "a gateway has at most " + LISTENERS_MAX + " listeners");
    Set<Integer> ports = new HashSet<>();
    for (Listener listener : listeners) {
      Checks.that(ports.add(listener.port()), "a gateway listens once on a port");
    }
  }

  /**
   * A port.
   *
   * @param port 1 to 65535
   * @param address of the network interface, such as {@code 127.0.0.1} or {@code 0.0.0.0}
   * @param tls null for clear text
   * @param speaksProxyProtocol whether every connection begins with a header of the PROXY protocol,
   *     version 2, that tells the client's address
   */
  public record Listener(int port, String address, @Nullable Tls tls, boolean speaksProxyProtocol) {
    /** Reached from this machine alone. */
    public static final String ADDRESS_DEFAULT = "127.0.0.1";

    public Listener {
      Checks.that(port >= 1 && port <= 65_535, "a port is 1 to 65535");
    }
  }

  /**
   * How a listener speaks TLS.
   *
   * @param certificates at least one; a client gets the first whose names fit what it asks for
   *     (SNI), else the first of all
   * @param authorities a PEM file of those whose client certificates are believed; null only where
   *     none is asked for
   */
  public record Tls(
      List<KeyPair> certificates,
      Version versionMin,
      ClientCertificates clients,
      @Nullable String authorities) {
    /** The most certificates of a listener. */
    public static final int CERTIFICATES_MAX = 256;

    public Tls {
      certificates = List.copyOf(certificates);
      Checks.that(
          !certificates.isEmpty() && certificates.size() <= CERTIFICATES_MAX,
          "a listener has 1 to " + CERTIFICATES_MAX + " certificates");
      Checks.that(
          (clients == ClientCertificates.NONE) == (authorities == null),
          "authorities are named where clients show certificates, and only there");
    }

    /** The oldest version that is spoken. */
    public enum Version {
      TLS_1_2,
      TLS_1_3
    }

    /** Whether clients show who they are. */
    public enum ClientCertificates {
      NONE,
      OPTIONAL,
      REQUIRED
    }

    /**
     * PEM files.
     *
     * @param certificate with the chain up to the authority behind it
     * @param key in PKCS #8, not encrypted
     */
    public record KeyPair(String certificate, String key) {}
  }

  /**
   * What a gateway accepts; more is refused.
   *
   * @param headerBytes of the request line and all fields together, at least 1,024
   * @param headers how many fields a request may have
   * @param bodyBytes of a request's body; {@link Payload#BYTES_MAX} for any, which costs no memory
   *     where bodies are passed on as they come
   * @param connections at once, per listener of a replica
   * @param connectionsPerClient at once from one address
   * @param streams of one HTTP/2 connection at once
   * @param resetsPerSecond streams of one HTTP/2 connection that its client breaks off
   */
  public record Limits(
      int headerBytes,
      int headers,
      long bodyBytes,
      int connections,
      int connectionsPerClient,
      int streams,
      int resetsPerSecond) {
    public static final int HEADER_BYTES_MIN = 1_024;
    public static final int HEADER_BYTES_MAX = 1_000_000;
    public static final int HEADERS_MAX = 10_000;
    public static final int CONNECTIONS_MAX = 1_000_000;
    public static final int STREAMS_MAX = 10_000;
    public static final int RESETS_MAX = 100_000;
    public static final Limits DEFAULT =
        new Limits(32_000, 100, Payload.BYTES_MAX, 16_384, 16_384, 128, 500);

    public Limits {
      Checks.that(
          headerBytes >= HEADER_BYTES_MIN && headerBytes <= HEADER_BYTES_MAX,
          "a request's head may have 1024 B to 1 MB");
      Checks.that(headers >= 1 && headers <= HEADERS_MAX, "a request may have 1 to 10000 headers");
      Checks.that(bodyBytes >= 0 && bodyBytes <= Payload.BYTES_MAX, "a body may have 0 B to 1 TB");
      Checks.that(
          connections >= 1 && connections <= CONNECTIONS_MAX, "1 to 1000000 connections at once");
      Checks.that(
          connectionsPerClient >= 1 && connectionsPerClient <= connections,
          "one client has at least 1 connection, and no more than all have");
      Checks.that(streams >= 1 && streams <= STREAMS_MAX, "1 to 10000 streams at once");
      Checks.that(
          resetsPerSecond >= 1 && resetsPerSecond <= RESETS_MAX, "1 to 100000 resets per second");
    }
  }

  /**
   * How long a gateway waits for its clients, in nanoseconds.
   *
   * @param headerNanos for a request's head, from its first byte; also for what comes before the
   *     first, such as the TLS handshake
   * @param bodyNanos for the next bytes of a request's body
   * @param writeNanos for the client to take any of what is written to it
   * @param idleNanos for the next request on a connection
   * @param streamNanos for the next bytes of an open-ended answer, or either way after an upgrade
   * @param drainNanos for requests under way, when the gateway stops
   */
  public record Timeouts(
      long headerNanos,
      long bodyNanos,
      long writeNanos,
      long idleNanos,
      long streamNanos,
      long drainNanos) {
    /** The shortest and the longest of them. */
    public static final long NANOS_MIN = 10 * Units.MILLISECOND;

    public static final long NANOS_MAX = 24 * Units.HOUR;
    public static final Timeouts DEFAULT =
        new Timeouts(
            10 * Units.SECOND,
            30 * Units.SECOND,
            30 * Units.SECOND,
            75 * Units.SECOND,
            5 * Units.MINUTE,
            30 * Units.SECOND);

    public Timeouts {
      long[] all = {headerNanos, bodyNanos, writeNanos, idleNanos, streamNanos, drainNanos};
      for (long nanos : all) {
        Checks.that(
            nanos >= NANOS_MIN && nanos <= NANOS_MAX, "a gateway's timeout is 10 ms to 24 h");
      }
    }
  }

  /**
   * What is written of requests.
   *
   * @param sample the share of requests that are written, in [0, 1]; those that were refused or
   *     failed always are
   * @param file where to; null for the standard output
   */
  public record AccessLog(Format format, double sample, @Nullable String file) {
    public static final double SAMPLE_DEFAULT = 0.01;

    public AccessLog {
      Checks.share(sample, "the sample of an access log");
    }

    /** How a line is written. */
    public enum Format {
      /** One JSON object. */
      JSON,
      /** The Common Log Format of the web servers. */
      COMMON
    }
  }
}
