package dev.ballast.verdict;

/**
 * When the breaker of an edge opened for the first time.
 *
 * @param edge {@code caller -> callee}
 * @param atSeconds over the runs in which it opened
 * @param share of the runs in which it opened, more than 0
 */
public record FirstOpening(String edge, Estimate atSeconds, double share) {}
