package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class BalanceTest {
  @Test
  void an_impossible_balance_says_what_is_right() {
    refuses(() -> new Balance.LeastLoaded(1), "choices must be 2 to 100; one choice is `random`");
    refuses(() -> new Balance.LeastLoaded(101), "choices must be 2 to 100; one choice is `random`");
    refuses(() -> new Balance.PeakEwma(999_999), "the decay of latencies must be 1 ms to 1 h");
    refuses(() -> new Balance.Prequal(4, 16, 1, 0.5), "probes must be 1 to 3");
    refuses(() -> new Balance.Prequal(3, 1, 1, 0.5), "a pool of probes must be 2 to 64");
    refuses(() -> new Balance.Prequal(3, 16, 0, 0.5), "a probe must be of use for some time");
    refuses(() -> new Balance.Prequal(3, 16, 1, 1.1), "the hot quantile must be 0 % to 100 %");
    refuses(
        () -> new Balance.RingHash(1_023, Balance.UNBOUNDED),
        "a ring must have 1024 to 8388608 points");
    refuses(
        () -> new Balance.RingHash(1_024, 1),
        "a bound must be 1.05 to 10.0 times the mean, or none");
    refuses(
        () -> new Balance.Maglev(65_536, Balance.UNBOUNDED),
        "the slots of a Maglev table must be a prime from 10007 to 5000011");
    refuses(
        () -> new Balance.Sticky(0, Balance.LeastLoaded.DEFAULT),
        "sticky keys must be 1 to 4194304");
    refuses(
        () -> new Balance.Subset(0, Balance.LeastLoaded.DEFAULT),
        "a subset must have 1 to 10000 replicas");
  }

  @Test
  void both_ends_of_every_range_are_taken() {
    assertThat(new Balance.Maglev(Balance.Maglev.SLOTS_MIN, Balance.BOUND_MIN)).isNotNull();
    assertThat(new Balance.Maglev(Balance.Maglev.SLOTS_MAX, Balance.BOUND_MAX)).isNotNull();
    assertThat(new Balance.RingHash(Balance.RingHash.POINTS_MAX, 1.25)).isNotNull();
    assertThat(new Balance.PeakEwma(Balance.PeakEwma.DECAY_MIN)).isNotNull();
    assertThat(new Balance.PeakEwma(Balance.PeakEwma.DECAY_MAX)).isNotNull();
  }

  @Test
  void what_contradicts_itself_is_refused() {
    String nesting = "sticky keys go around a plain balancer; a subset goes around sticky keys";
    Balance sticky = new Balance.Sticky(10, Balance.LeastLoaded.DEFAULT);
    refuses(() -> new Balance.Sticky(10, sticky), nesting);
    refuses(
        () -> new Balance.Sticky(10, new Balance.Subset(3, Balance.LeastLoaded.DEFAULT)), nesting);
    String elsewhere =
        "a subset makes every caller send a key elsewhere; leave out the subset or the hashing";
    refuses(() -> new Balance.Subset(3, Balance.Maglev.DEFAULT), elsewhere);
    refuses(
        () -> new Balance.Subset(3, new Balance.Sticky(10, Balance.RingHash.DEFAULT)), elsewhere);
    assertThat(new Balance.Subset(3, sticky).innermost()).isEqualTo(Balance.LeastLoaded.DEFAULT);
  }

  private static void refuses(ThrowingCallable made, String expected) {
    assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessage(expected);
  }
}
