package dev.ballast.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.kernel.Units;
import dev.ballast.model.SystemModel;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.CallPolicy;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.RareEventFinding;
import org.junit.jupiter.api.Test;

/**
 * One worker, exponential gaps and times: how many are there is a birth and death process, whose
 * probabilities are known exactly.
 */
class RareEventsTest {
  private static final double ARRIVALS = 100;
  private static final double SERVED = 200;
  private static final double SECONDS = 0.2;

  private static RareEventFinding estimate(RareEvent event, int queue, int threads, long callsMax)
      throws InterruptedException {
    Variation system =
        Queues.of(
            ARRIVALS,
            SERVED,
            AdmissionPolicy.of(1, queue),
            CallPolicy.DEFAULT,
            (long) (SECONDS * Units.SECOND));
    return RareEvents.estimate(
        system.model(), system.experiment(), event, 5, threads, callsMax, calls -> {});
  }

  /** At least ten trials of 100 runs from a fixed seed; a 99 % interval. */
  @Test
  void what_happens_once_in_a_million_runs_is_found_at_its_exact_probability()
      throws InterruptedException {
    double exact = BirthAndDeath.reaches(ARRIVALS, SERVED, 20, SECONDS);
    assertThat(exact).isBetween(1e-7, 1e-5);
    RareEventFinding found = estimate(new RareEvent.Holds("shop", 20), 1_000, 2, 1_500_000);
    assertThat(found.probability().low()).isLessThan(exact);
    assertThat(found.probability().high()).isGreaterThan(exact);
    assertThat(found.saving()).isGreaterThan(50);
  }

  /** A queue of 10 beside the worker overflows when the 12th comes. */
  @Test
  void shedding_is_as_likely_as_one_request_more_than_there_is_room_for()
      throws InterruptedException {
    double exact = BirthAndDeath.reaches(ARRIVALS, SERVED, 12, SECONDS);
    RareEventFinding found = estimate(new RareEvent.Sheds("shop"), 10, 2, 700_000);
    assertThat(found.probability().low()).isLessThan(exact);
    assertThat(found.probability().high()).isGreaterThan(exact);
  }

  @Test
  void what_is_not_rare_is_found_too() throws InterruptedException {
    double exact = BirthAndDeath.reaches(ARRIVALS, SERVED, 3, SECONDS);
    RareEventFinding found = estimate(new RareEvent.Holds("shop", 3), 1_000, 2, 1_000_000);
    assertThat(found.probability().low()).isLessThan(exact);
    assertThat(found.probability().high()).isGreaterThan(exact);
    assertThat(found.verdict()).isEqualTo(Verdict.PASS);
  }

  @Test
  void the_number_of_threads_changes_nothing() throws InterruptedException {
    RareEvent event = new RareEvent.Holds("shop", 8);
    assertThat(estimate(event, 100, 1, 100_000)).isEqualTo(estimate(event, 100, 3, 100_000));
  }

  @Test
  void what_cannot_happen_is_not_settled_and_bounded_by_the_plain_runs()
      throws InterruptedException {
    RareEventFinding found = estimate(new RareEvent.Fails(Queues.ROUTE), 1_000, 2, 100_000);
    assertThat(found.probability().value()).isZero();
    assertThat(found.probability().high()).isBetween(1e-4, 0.1);
    assertThat(found.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void a_budget_that_ends_within_a_trial_gives_no_number() throws InterruptedException {
    RareEventFinding found = estimate(new RareEvent.Holds("shop", 40), 1_000, 2, 1_000);
    assertThat(found.probability().hasData()).isFalse();
    assertThat(found.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void events_are_read_as_they_are_written() {
    var model = Queues.exponential(1, 1, 1).model();
    for (String words : new String[] {"shop sheds", "shop holds 7", "GET / fails"}) {
      assertThat(RareEvent.of(words, model).words()).isEqualTo(words);
    }
  }

  @Test
  void events_that_cannot_be_meant_are_refused_with_what_there_is() {
    var model = Queues.exponential(1, 1, 1).model();
    refused("shp sheds", "there is no service `shp`; there are edge, shop", model);
    refused("shop holds 0", "a replica of shop holds 1 to 10001 requests", model);
    refused("edge -> shop opens", "edge -> shop has no breaker that could open", model);
    refused("shop -> edge opens", "there are no calls `shop -> edge`", model);
    refused("GET /x fails", "there is no route `GET /x`; there are GET /", model);
    refused("shop explodes", "`shop explodes` is none of `SERVICE sheds`", model);
    refused("", "is none of", model);
  }

  private static void refused(String words, String message, SystemModel model) {
    assertThatThrownBy(() -> RareEvent.of(words, model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
