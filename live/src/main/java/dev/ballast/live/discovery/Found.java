package dev.ballast.live.discovery;

import dev.ballast.kernel.Checks;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A replica that was found.
 *
 * @param address resolved
 * @param weight what it is meant to get in proportion to the others, 1 to {@link #WEIGHT_MAX}
 * @param zone where it stands; null where nobody says
 */
public record Found(InetSocketAddress address, int weight, @Nullable String zone) {
  /** The largest weight of an SRV record. */
  public static final int WEIGHT_MAX = 65_535;

  public Found {
    Checks.that(!address.isUnresolved(), "a replica that was found has an IP address");
    Checks.that(weight >= 1 && weight <= WEIGHT_MAX, "a weight is 1 to " + WEIGHT_MAX);
  }

  /** One like the others, anywhere. */
  public static Found at(InetSocketAddress address) {
    return new Found(address, 1, null);
  }

  /** Its address as people write it. */
  String words() {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }
}
