package dev.ballast.verdict;

/**
 * How much a service was used, in the mean over the measured time of all runs.
 *
 * @param inSystem how many requests it had let in at a time, waiting or at work, all replicas
 *     together; NaN where nobody told
 * @param utilisation the share of its workers that served requests, in [0, 1]; NaN where nobody
 *     told
 */
public record ServiceSummary(String name, double inSystem, double utilisation) {}
