package dev.ballast.policy.balance;

import java.util.Arrays;

/**
 * Points of all replicas on a ring of hashes; a key belongs to the first point at or after its own
 * hash. As in ketama the points of a replica depend on nothing but its name, so that a replica that
 * joins or leaves moves only keys from or to itself. O(log points) per key.
 */
final class Ring implements KeyTable {
  /** A point carries its owner in its lower bits. */
  private static final int OWNER_BITS = 20;

  private static final long OWNER = (1L << OWNER_BITS) - 1;

  private final long[] points;

  /**
   * So many points together where nobody is missing, to each replica in proportion to its weight
   * and at least one.
   *
   * @param names what the points of a replica depend on
   */
  Ring(int wanted, long[] names, double[] weights) {
    double total = totalIfAllWereThere(weights);
    int[] of =
        Arrays.stream(weights).mapToInt(w -> w == 0 ? 0 : share(wanted, w / total)).toArray();
    points = new long[Arrays.stream(of).sum()];
    int filled = 0;
    for (int replica = 0; replica < of.length; replica++) {
      for (int i = 0; i < of[replica]; i++) {
        points[filled++] = (Hash.of(names[replica], i) & ~OWNER) | replica;
      }
    }
    Arrays.sort(points);
  }

  /** Empty places count as much as the others do in the mean, so that no points go with them. */
  private static double totalIfAllWereThere(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    long present = Arrays.stream(weights).filter(weight -> weight > 0).count();
    return present == weights.length ? sum : sum / present * weights.length;
  }

  private static int share(int wanted, double share) {
    return (int) Math.max(1, Math.round(wanted * share));
  }

  @Override
  public int placeOf(long hash) {
    int found = Arrays.binarySearch(points, hash & ~OWNER);
    int place = found >= 0 ? found : -found - 1;
    return place == points.length ? 0 : place;
  }

  @Override
  public int owner(int place) {
    return (int) (points[place] & OWNER);
  }

  @Override
  public int places() {
    return points.length;
  }
}
