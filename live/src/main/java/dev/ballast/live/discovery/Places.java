package dev.ballast.live.discovery;

import dev.ballast.policy.balance.Occupant;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the replicas that are found the places that a service has for them. Who stays keeps its
 * place; who comes back gets the place that it had, if that is free; a newcomer gets a free place
 * of its zone, the one that was left longest ago; or where there is none a free place of another
 * zone. Of more than there are places the last by address are left out.
 */
public final class Places {
  private final List<String> zones;
  private final @Nullable Found[] occupants;

  /** Who had each place last. */
  private final @Nullable InetSocketAddress[] last;

  /** When each place was left, counted in changes. */
  private final long[] left;

  private long changes;
  private String remark = "";

  /**
   * Places that are empty.
   *
   * @param zones of each place
   */
  public Places(List<String> zones) {
    this.zones = List.copyOf(zones);
    occupants = new Found[zones.size()];
    last = new InetSocketAddress[zones.size()];
    left = new long[zones.size()];
  }

  /** These are there now, and nobody else. False where that changes nothing. */
  public boolean become(List<Found> found) {
    @Nullable Found[] before = occupants.clone();
    changes++;
    Map<InetSocketAddress, Found> wanted = new HashMap<>();
    found.forEach(one -> wanted.putIfAbsent(one.address(), one));
    for (int i = 0; i < occupants.length; i++) {
      Found was = occupants[i];
      if (was != null) {
        occupants[i] = wanted.remove(was.address());
        left[i] = occupants[i] == null ? changes : left[i];
      }
    }
    List<Found> newcomers =
        wanted.values().stream().sorted(Comparator.comparing(Found::words)).toList();
    List<Found> homeless = new ArrayList<>();
    for (Found one : newcomers) {
      if (!settle(one, formerPlace(one))) {
        homeless.add(one);
      }
    }
    List<String> strangers = new ArrayList<>();
    int leftOut = 0;
    for (Found one : homeless) {
      if (settle(one, freePlace(one.zone()))) {
        continue;
      }
      if (settle(one, freePlace(null))) {
        strangers.add(one.words());
      } else {
        leftOut++;
      }
    }
    remark = remark(strangers, leftOut);
    return !Arrays.equals(before, occupants);
  }

  private boolean settle(Found one, int place) {
    if (place < 0) {
      return false;
    }
    occupants[place] = one;
    last[place] = one.address();
    return true;
  }

  private int formerPlace(Found one) {
    for (int i = 0; i < last.length; i++) {
      if (occupants[i] == null && one.address().equals(last[i]) && isIn(one.zone(), i)) {
        return i;
      }
    }
    return -1;
  }

  private boolean isIn(@Nullable String zone, int place) {
    return zone == null || zone.equals(zones.get(place));
  }

  private int freePlace(@Nullable String zone) {
    int best = -1;
    for (int i = 0; i < occupants.length; i++) {
      if (occupants[i] == null && isIn(zone, i) && (best < 0 || left[i] < left[best])) {
        best = i;
      }
    }
    return best;
  }

  private String remark(List<String> strangers, int leftOut) {
    String text = "";
    if (!strangers.isEmpty()) {
      text =
          String.join(", ", strangers)
              + (strangers.size() == 1 ? " counts" : " count")
              + " as of another zone, since no place of the own zone is free";
    }
    if (leftOut > 0) {
      text +=
          (text.isEmpty() ? "" : "; ")
              + leftOut
              + " more than `replicas: "
              + occupants.length
              + "` are left out";
    }
    return text;
  }

  /** What is worth saying about the last change; empty for nothing. */
  public String remark() {
    return remark;
  }

  /** Who is in each place; null for nobody. */
  public List<@Nullable Found> occupants() {
    return Arrays.asList(occupants.clone());
  }

  /** The same for those who choose among them. A replica's name follows from its address alone. */
  public List<Occupant> named() {
    return Arrays.stream(occupants)
        .map(one -> one == null ? Occupant.NOBODY : new Occupant(name(one), one.weight()))
        .toList();
  }

  /** FNV-1a of 64 bits (G. Fowler, L. C. Noll, P. Vo): the same in every process. */
  private static long name(Found one) {
    long hash = 0xcbf29ce484222325L;
    for (byte octet : one.words().getBytes(StandardCharsets.US_ASCII)) {
      hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
    }
    return hash;
  }
}
