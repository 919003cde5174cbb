package dev.ballast.policy.queue;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Priority;

/**
 * How much of a queue each priority may fill: a request waits only while fewer wait, of whatever
 * priority, than its share of the places. The rest of the queue is kept for those that matter more,
 * and of those that wait the one that matters most is served first. Critical requests may fill all
 * of it.
 *
 * <p>Criticality as in Google's SRE book, chapter "Handling Overload"; shares that fall with
 * priority as in Netflix's prioritized load shedding (2020). Departures: shares of the queue, not
 * of the processor's utilisation; nothing is thrown out for a later arrival that matters more,
 * which the shares make unnecessary. Unlike DAGOR (Zhou et al., "Overload Control for Scaling
 * WeChat Microservices", SoCC 2018) the levels do not adapt and callers are not told of them.
 *
 * @param normal for {@link Priority#NORMAL}, in (0, 1]
 * @param sheddable for {@link Priority#SHEDDABLE}, in [0, 1], at most {@code normal}
 */
public record PriorityShares(double normal, double sheddable) {
  public PriorityShares {
    Checks.that(
        normal > 0 && normal <= 1,
        "the share of normal requests must be above 0 % and at most 100 %");
    Checks.that(
        sheddable >= 0 && sheddable <= normal,
        "the share of sheddable requests must not be above that of normal ones");
  }

  /** How many may wait in all when a request of this priority is still let in to wait too. */
  int places(Priority priority, int length) {
    return switch (priority) {
      case CRITICAL -> length;
      case NORMAL -> atMost(normal, length);
      case SHEDDABLE -> atMost(sheddable, length);
    };
  }

  /** Rounded, because 29 % of 100 is 28.999999999999996 in binary. */
  private static int atMost(double share, int length) {
    return (int) Math.floor(share * length + 1e-6);
  }
}
