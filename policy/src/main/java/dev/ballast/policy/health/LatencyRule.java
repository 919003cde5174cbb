package dev.ballast.policy.health;

import dev.ballast.kernel.Checks;

/**
 * Ejects a replica whose answers in a sweep took much longer than those of its peers. Latencies
 * differ by factors, so their logarithms are compared. Let m be the mean of the logarithms of a
 * replica's latencies, and M the median of the same means of its peers. It is ejected only if its
 * lead d = m − M is at once
 *
 * <ol>
 *   <li>large enough to matter: d ≥ ln {@code factor};
 *   <li>no accident of sampling: d &gt; {@value #CERTAINTY} standard errors, where the standard
 *       error is √(s²/n + π/2·v/k), with s² the variance of its n logarithms and v the mean of the
 *       peers' squared standard errors over k peers (π/2 is what a median of normal values loses
 *       against their mean, and an upper bound for every k);
 *   <li>beyond what is usual among the peers: d &gt; {@value #SPREADS} times their spread, 1.4826 ·
 *       the median distance of their means from M (the standard deviation where they are normal),
 *       so that a fleet of machines of several speeds ejects nobody.
 * </ol>
 *
 * <p><b>False positives.</b> Among equal replicas with independent latencies of any finite variance
 * of logarithms, d divided by its standard error tends to a standard normal value, so that (2)
 * alone lets one sweep eject a given healthy replica with probability at most Q(5) = 2.9·10⁻⁷; of
 * five replicas with a sweep every 10 s that is one in about 80 days. (1) makes it much rarer where
 * latencies are not extremely spread: for logarithms with standard deviation σ it passes only
 * beyond ln factor / (σ·√((1 + π/2k)/n)) standard errors: with the defaults (factor 3, n = 50, k =
 * 4) 6.6 for σ = 1, which is already a p99 of ten times the median: 2·10⁻¹¹. What breaks
 * independence, such as a queue or a pause that slows a whole sweep of one replica, is slowness and
 * may eject.
 *
 * <p>Nobody else builds this; it has been asked of Envoy since 2016 (envoy#288). A mean of
 * logarithms was preferred to a quantile because it needs two sums instead of a histogram and every
 * sample counts; it sees a shift of the whole distribution, not of the tail alone.
 *
 * @param factor how many times as slow as the peers' median, above 1
 * @param replicasMin how many replicas with enough requests it takes, at least 3
 * @param requestsMin how many requests of a replica in a sweep are enough, at least 10
 */
public record LatencyRule(double factor, int replicasMin, int requestsMin) {
  /** Three times as slow, three replicas, fifty requests. */
  public static final LatencyRule DEFAULT = new LatencyRule(3, 3, 50);

  /** Standard errors that a lead must exceed. */
  public static final double CERTAINTY = 5;

  /** Times the peers' own spread that a lead must exceed. */
  public static final double SPREADS = 3;

  public LatencyRule {
    Checks.that(factor > 1 && factor <= 1000, "a latency factor must be above 1, at most 1000");
    Checks.that(replicasMin >= 3, "latencies are compared among at least 3 replicas");
    Checks.that(requestsMin >= 10, "a mean latency needs at least 10 requests");
  }
}
