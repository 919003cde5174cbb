package dev.ballast.live;

import dev.ballast.kernel.Checks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The one replica that a process serves where a system is spread over processes, as in production.
 * All others are found where {@link LiveOptions#elsewhere} says.
 *
 * @param service its service: a gateway, or one whose program stands behind this process
 * @param replica its number, from 0
 * @param outbound for each callee's name the port of 127.0.0.1 on which the program reaches it;
 *     what is not named gets a free one
 * @param address of this machine on which to listen, where the file says nothing about that
 */
public record Role(
    String service, int replica, Map<String, Integer> outbound, InetAddress address) {
  public Role {
    Checks.that(replica >= 0, "a replica's number must not be negative");
    for (int port : outbound.values()) {
      LiveOptions.requirePort(port);
    }
    outbound = Collections.unmodifiableMap(new LinkedHashMap<>(outbound));
  }

  /** Listens on 127.0.0.1. */
  public Role(String service, int replica, Map<String, Integer> outbound) {
    this(service, replica, outbound, InetAddress.getLoopbackAddress());
  }

  /**
   * The same, listening on another address of this machine.
   *
   * @param where such as {@code 0.0.0.0} for all
   * @throws LiveException when that is no address
   */
  public Role on(String where) {
    try {
      return new Role(service, replica, outbound, InetAddress.getByName(where));
    } catch (UnknownHostException e) {
      throw new LiveException(
          where + " is no address: give one of this machine's, such as 0.0.0.0 for all", e);
    }
  }

  /** Its name for people: {@code playback-1}. */
  public String name() {
    return service + "-" + (replica + 1);
  }
}
