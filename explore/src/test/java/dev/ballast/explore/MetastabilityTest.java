package dev.ballast.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.Units;
import dev.ballast.model.Keys;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.CallPolicy;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.Sharing;
import dev.ballast.policy.cache.CacheConfig;
import dev.ballast.policy.queue.QueueConfig;
import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Stability;
import dev.ballast.verdict.explore.StabilityFinding;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * One worker that serves 100 requests a second, and callers that wait half a second for each of
 * three attempts. The queue holds 1.5 s of work, and work goes on after its caller has given up:
 * once it is full, every attempt takes too long, and every call comes three times.
 */
class MetastabilityTest {
  private static final double CAPACITY = 100;
  private static final int ATTEMPTS = 3;
  private static final int QUEUE = 150;
  private static final double PATIENCE_SECONDS = 0.5;

  /** Answers the question about the file's load and little more. */
  private static final long LITTLE = 300_000;

  private static CallPolicy retries(RetryBudget.Config budget) {
    long perAttempt = (long) (PATIENCE_SECONDS * Units.SECOND);
    return CallPolicy.DEFAULT.withRetry(
        new RetryConfig(ATTEMPTS, budget, Backoff.NONE, perAttempt));
  }

  private static Variation system(double perSecond, CallPolicy policy) {
    return Queues.of(perSecond, CAPACITY, AdmissionPolicy.of(1, QUEUE), policy, Units.SECOND);
  }

  private static StabilityFinding classify(
      Variation system, Trigger trigger, double largest, int threads, long callsMax)
      throws InterruptedException {
    Pushes pushes =
        Pushes.upTo(trigger, largest, system.model()).lasting(10 * Units.SECOND, 40 * Units.SECOND);
    return Metastability.classify(
        system.model(), system.experiment(), pushes, 7, threads, callsMax, calls -> {});
  }

  private static StabilityFinding surge(double perSecond, CallPolicy policy, long callsMax)
      throws InterruptedException {
    return classify(system(perSecond, policy), new Trigger.Surge(), 5, 2, callsMax);
  }

  /**
   * In the bad state every call makes all its attempts, so it lasts while load · attempts exceeds
   * the capacity; without it the capacity itself is the bound.
   */
  @Test
  void a_retry_storm_is_possible_from_capacity_over_attempts_up_to_capacity()
      throws InterruptedException {
    StabilityFinding found = surge(60, retries(RetryBudget.Config.UNLIMITED), 2_500_000);
    double hidden = CAPACITY / ATTEMPTS;
    assertThat(found.atFile()).isEqualTo(Stability.VULNERABLE);
    assertThat(found.verdict()).isEqualTo(Verdict.FAIL);
    assertThat(60 * found.vulnerable().from()).isBetween(0.85 * hidden, 1.1 * hidden);
    assertThat(60 * found.overloaded().from()).isBetween(0.85 * CAPACITY, 1.02 * CAPACITY);
    assertThat(found.metastable().from())
        .isBetween(found.vulnerable().from(), found.overloaded().from());
    assertThat(found.push().perSecond()).isCloseTo(60, within(6.0));
    assertThat(found.exception()).isEmpty();
  }

  /** A full queue of 150 falls to 50, which is half a second of work, by 100 − 3 · load. */
  @Test
  void recovery_takes_the_longer_the_nearer_the_load_is_to_the_hidden_capacity()
      throws InterruptedException {
    Variation storm = system(100, retries(RetryBudget.Config.UNLIMITED));
    Pushes pushes = Pushes.upTo(new Trigger.Surge(), 8, storm.model());
    try (Trials trials = new Trials(3, 2, 1, calls -> {})) {
      PushedSystem pushed = new PushedSystem(storm.model(), storm.experiment(), pushes, trials);
      for (double load : List.of(0.2, 0.25, 0.28)) {
        double drains = (QUEUE - PATIENCE_SECONDS * CAPACITY) / (CAPACITY - ATTEMPTS * load * 100);
        double seconds = pushed.at(load, 8, 20).meanSeconds();
        assertThat(seconds).isBetween(0.6 * drains, 1.6 * drains + 2); // windows of 1 to 2.5 s
      }
    }
  }

  @Test
  void a_storm_ends_when_the_load_is_cut_to_capacity_over_attempts() throws InterruptedException {
    StabilityFinding found = surge(60, retries(RetryBudget.Config.UNLIMITED), 2_500_000);
    StabilityFinding.Shedding shedding = Objects.requireNonNull(found.shedding());
    assertThat(shedding.load()).isEqualTo(1);
    double hidden = CAPACITY / ATTEMPTS / 60;
    assertThat(shedding.to()).isBetween(0.8 * hidden, 1.1 * hidden);
    assertThat(shedding.notTo()).isGreaterThan(shedding.to());
  }

  @Test
  void a_retry_budget_makes_the_same_load_stable() throws InterruptedException {
    RetryBudget.Config tenth = new RetryBudget.Bucket(0.1, 0, 10 * Units.SECOND);
    assertThat(surge(60, retries(tenth), LITTLE).atFile()).isEqualTo(Stability.STABLE);
  }

  @Test
  void a_breaker_makes_the_same_load_stable() throws InterruptedException {
    CallPolicy breaker =
        retries(RetryBudget.Config.UNLIMITED).withBreaker(BreakerConfig.ofCalls(0.5, 20));
    assertThat(surge(60, breaker, LITTLE).atFile()).isEqualTo(Stability.STABLE);
  }

  /** In order of arrival each would be served when its time is nearly over, and in vain. */
  @Test
  void a_deadline_that_the_callee_knows_makes_it_stable_when_the_newest_is_served_first()
      throws InterruptedException {
    CallPolicy told = retries(RetryBudget.Config.UNLIMITED).withDeadline(true);
    assertThat(surge(60, told, LITTLE).atFile()).isEqualTo(Stability.VULNERABLE);
    AdmissionPolicy newestFirst =
        AdmissionPolicy.of(1, QUEUE)
            .withDiscipline(QueueConfig.FIFO.withOrder(QueueConfig.Order.LIFO));
    Variation system = Queues.of(60, CAPACITY, newestFirst, told, Units.SECOND);
    assertThat(classify(system, new Trigger.Surge(), 5, 2, LITTLE).atFile())
        .isEqualTo(Stability.STABLE);
  }

  @Test
  void a_load_above_the_capacity_is_overloaded_without_any_trigger() throws InterruptedException {
    assertThat(surge(140, retries(RetryBudget.Config.UNLIMITED), 1).atFile())
        .isEqualTo(Stability.OVERLOADED);
  }

  /** The origin serves 100 a second: what a cache spares it is twice that. */
  @Test
  void a_cache_that_was_emptied_fills_again_below_the_capacity_of_its_origin_only()
      throws InterruptedException {
    CacheConfig minute = new CacheConfig(Units.MINUTE, 0, 0, 10_000);
    CallPolicy cached =
        CallPolicy.DEFAULT
            .withTimeout((long) (0.3 * Units.SECOND))
            .withSharing(Sharing.NONE.withCache(minute));
    Trigger crash = Trigger.of("crash edge", system(1, cached).model());
    assertThat(classify(withKeys(200, cached), crash, 2, 2, LITTLE).atFile())
        .isEqualTo(Stability.METASTABLE);
    assertThat(classify(withKeys(80, cached), crash, 2, 2, LITTLE).atFile())
        .isEqualTo(Stability.STABLE);
  }

  private static Variation withKeys(double perSecond, CallPolicy policy) {
    Variation plain = system(perSecond, policy);
    var loads = plain.experiment().loads().stream().map(l -> l.about(new Keys(1_000, 0))).toList();
    return new Variation(plain.model(), plain.experiment().withLoads(loads));
  }

  @Test
  void a_budget_that_does_not_suffice_leaves_the_question_open() throws InterruptedException {
    RetryBudget.Config none = new RetryBudget.Share(0, 0);
    StabilityFinding found = surge(60, retries(none), 1);
    assertThat(found.atFile()).isNull();
    assertThat(found.isSpent()).isTrue();
    assertThat(found.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
  }

  @Test
  void the_number_of_threads_changes_nothing() throws InterruptedException {
    Variation storm = system(60, retries(RetryBudget.Config.UNLIMITED));
    assertThat(classify(storm, new Trigger.Surge(), 5, 1, LITTLE))
        .isEqualTo(classify(storm, new Trigger.Surge(), 5, 3, LITTLE));
  }
}
