package dev.ballast.verdict;

import java.util.List;

/**
 * What users of one route saw over time, slice by slice.
 *
 * @param sliceSeconds the width of a slice
 * @param offered requests per second, as are the next three
 * @param p50Ms median latency of the requests answered in a slice, in milliseconds
 */
public record Series(
    String route,
    double sliceSeconds,
    List<Band> offered,
    List<Band> succeeded,
    List<Band> degraded,
    List<Band> failed,
    List<Band> p50Ms,
    List<Band> p99Ms) {
  public Series {
    offered = List.copyOf(offered);
    succeeded = List.copyOf(succeeded);
    degraded = List.copyOf(degraded);
    failed = List.copyOf(failed);
    p50Ms = List.copyOf(p50Ms);
    p99Ms = List.copyOf(p99Ms);
  }

  /**
   * One slice over all runs: their mean, smallest and largest value, which are equal for one run;
   * NaN where no run has a value.
   */
  public record Band(double mean, double low, double high) {}
}
