package dev.ballast.live;

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
 */
public record LiveOptions(
    long seed,
    int basePort,
    int loops,
    Consumer<String> log,
    Map<String, List<Integer>> elsewhere,
    @Nullable Role role) {
  private static final int PORT_MAX = 65_535;

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
        seed, 0, Runtime.getRuntime().availableProcessors(), line -> {}, Map.of(), null);
  }

  /** The same with another first port. */
  public LiveOptions withBasePort(int port) {
    return new LiveOptions(seed, port, loops, log, elsewhere, role);
  }

  /** The same with another number of loops. */
  public LiveOptions withLoops(int count) {
    return new LiveOptions(seed, basePort, count, log, elsewhere, role);
  }

  /** The same with another taker of lines. */
  public LiveOptions withLog(Consumer<String> taker) {
    return new LiveOptions(seed, basePort, loops, taker, elsewhere, role);
  }

  /** The same with these services served by others; one port of 127.0.0.1 per replica. */
  public LiveOptions withElsewhere(Map<String, List<Integer>> services) {
    return new LiveOptions(seed, basePort, loops, log, services, role);
  }

  /** The same with one replica served here, and no other. */
  public LiveOptions withRole(Role only) {
    return new LiveOptions(seed, basePort, loops, log, elsewhere, only);
  }
}
