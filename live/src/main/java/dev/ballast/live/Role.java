package dev.ballast.live;

import dev.ballast.kernel.Checks;
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
 */
public record Role(String service, int replica, Map<String, Integer> outbound) {
  public Role {
    Checks.that(replica >= 0, "a replica's number must not be negative");
    for (int port : outbound.values()) {
      LiveOptions.requirePort(port);
    }
    outbound = Collections.unmodifiableMap(new LinkedHashMap<>(outbound));
  }

  /** Its name for people: {@code playback-1}. */
  public String name() {
    return service + "-" + (replica + 1);
  }
}
