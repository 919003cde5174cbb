package dev.ballast.live;

import dev.ballast.kernel.Checks;
import dev.ballast.live.log.AccessLog;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a system is run on sockets.
 *
 * @param seed of every random draw
 * @param basePort the first port of a replica served here, the others follow in the order of {@link
 *     LiveSystem#addresses}; 0 chooses free ones
 * @param loops event loops that share the replicas, at least 1; the load generator has one more of
 *     its own
 * @param log takes lines for people: what programs print, restarts, what was dropped; called from
 *     any thread, must not block
 * @param elsewhere services that others serve already, each with the ports of 127.0.0.1 on which
 *     its replicas listen; they are neither started nor played here
 * @param role the one replica to serve here; null serves all that are not elsewhere
 * @param transport how sockets are asked
 * @param access where requests are written as they end; null for nowhere
 * @param finding how replicas are found that come and go
 */
public record LiveOptions(
    long seed,
    int basePort,
    int loops,
    Consumer<String> log,
    Map<String, List<Integer>> elsewhere,
    @Nullable Role role,
    Transport transport,
    @Nullable Access access,
    Finding finding) {
  private static final int PORT_MAX = 65_535;

  /**
   * How replicas are found that come and go.
   *
   * @param directory that the files which the system file names are relative to
   * @param nameServer whom to ask for names; null for the name servers of the system
   */
  public record Finding(Path directory, @Nullable InetSocketAddress nameServer) {
    static final Finding USUAL = new Finding(Path.of(""), null);

    /** Files relative to this directory, the system's name servers. */
    public static Finding beside(Path directory) {
      return new Finding(directory, null);
    }
  }

  /**
   * What is written of requests.
   *
   * @param sample the share of those that went well, in [0, 1]; all others are written
   */
  public record Access(AccessLog log, double sample) {
    public Access {
      Checks.share(sample, "the sample of an access log");
    }
  }

  public LiveOptions {
    if (basePort < 0 || basePort > PORT_MAX) {
      throw new IllegalArgumentException("a port is 1 to 65535, or 0 for free ones: " + basePort);
    }
    if (loops < 1) {
      throw new IllegalArgumentException("at least one event loop is needed, not " + loops);
    }
    Map<String, List<Integer>> copy = new LinkedHashMap<>();
    elsewhere.forEach((service, ports) -> copy.put(service, List.copyOf(ports)));
    elsewhere = Collections.unmodifiableMap(copy);
    elsewhere.values().forEach(ports -> ports.forEach(LiveOptions::requirePort));
  }

  static void requirePort(int port) {
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port is 1 to 65535: " + port);
    }
  }

  /** Free ports, a loop per core, nothing logged. */
  public static LiveOptions of(long seed) {
    return new LiveOptions(
        seed,
        0,
        Runtime.getRuntime().availableProcessors(),
        line -> {},
        Map.of(),
        null,
        Transport.usual(),
        null,
        Finding.USUAL);
  }

  /** The same with another first port. */
  public LiveOptions withBasePort(int port) {
    return new LiveOptions(seed, port, loops, log, elsewhere, role, transport, access, finding);
  }

  /** The same with another number of loops. */
  public LiveOptions withLoops(int count) {
    return new LiveOptions(seed, basePort, count, log, elsewhere, role, transport, access, finding);
  }

  /** The same with another taker of lines. */
  public LiveOptions withLog(Consumer<String> taker) {
    return new LiveOptions(
        seed, basePort, loops, taker, elsewhere, role, transport, access, finding);
  }

  /** The same with these services served by others; one port of 127.0.0.1 per replica. */
  public LiveOptions withElsewhere(Map<String, List<Integer>> services) {
    return new LiveOptions(seed, basePort, loops, log, services, role, transport, access, finding);
  }

  /** The same with one replica served here, and no other. */
  public LiveOptions withRole(Role only) {
    return new LiveOptions(seed, basePort, loops, log, elsewhere, only, transport, access, finding);
  }

  /** The same with sockets asked in another way. */
  public LiveOptions withTransport(Transport other) {
    return new LiveOptions(seed, basePort, loops, log, elsewhere, role, other, access, finding);
  }

  /** The same with requests written as they end, or not. */
  public LiveOptions withAccess(@Nullable Access to) {
    return new LiveOptions(seed, basePort, loops, log, elsewhere, role, transport, to, finding);
  }

  /** The same with replicas that come and go found in another way. */
  public LiveOptions withFinding(Finding other) {
    return new LiveOptions(seed, basePort, loops, log, elsewhere, role, transport, access, other);
  }
}
