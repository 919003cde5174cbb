package dev.ballast.bench;

import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * One measured case.
 *
 * @param peers what others needed for the same, in the same run
 * @param lowerIsBetter which peer is the best one
 * @param goal what is aimed at, in words; empty where there is none
 */
public record Row(
    String name,
    String measure,
    String unit,
    double ballast,
    SequencedMap<String, Double> peers,
    boolean lowerIsBetter,
    String goal) {

  /** Ballast divided by the best peer; null where there is no peer. */
  public @Nullable Double ratioToBestPeer() {
    var values = peers.values().stream().mapToDouble(v -> v);
    var best = lowerIsBetter ? values.min() : values.max();
    return best.isPresent() ? ballast / best.getAsDouble() : null;
  }
}
