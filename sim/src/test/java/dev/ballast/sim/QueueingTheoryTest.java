package dev.ballast.sim;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Load;
import dev.ballast.policy.CallPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One station, closed formulas: L. Kleinrock, "Queueing Systems", volume 1 (1975), chapters 3 and
 * 5.
 */
class QueueingTheoryTest {
  private static final double SERVICE_MS = 10;
  private static final double SERVICE_NANOS = SERVICE_MS * Units.MILLISECOND;
  private static final Distribution EXPONENTIAL = new Distribution.Exponential(SERVICE_NANOS);

  /** The gateway's number is 0. */
  private static final int SERVER = 1;

  private static Theory theory(Distribution work, int workers, int queue, Load load) {
    Experiment experiment = Systems.experiment(200, load);
    return new Theory(
        Systems.system(
            CallPolicy.DEFAULT, Systems.service("server", 1, workers, queue, Systems.work(work))),
        experiment);
  }

  private static Load perSecond(double rate) {
    return new Load.Poisson(Systems.ROUTE, rate);
  }

  /** Erlang's C formula is the share of requests that find all workers busy. */
  @Test
  void an_mmc_queue_waits_as_long_as_erlang_c_says() {
    int c = 4;
    double erlangs = 3;
    double term = 1;
    double sum = 0;
    for (int n = 0; n < c; n++) {
      sum += term;
      term *= erlangs / (n + 1);
    }
    double busy = term * c / (c - erlangs);
    double waits = busy / (sum + busy);
    theory(EXPONENTIAL, c, 100_000, perSecond(erlangs * 100))
        .says(SERVICE_MS + waits * SERVICE_MS / (c - erlangs), Theory.meanMs(0));
  }

  @Test
  void an_mm1_queue_holds_as_many_and_is_as_busy_and_as_slow_at_every_percentile_as_it_should() {
    double rho = 0.6;
    Theory mm1 = theory(EXPONENTIAL, 1, 100_000, perSecond(rho * 100));
    mm1.says(rho / (1 - rho), Theory.inSystem(SERVER));
    mm1.says(rho, Theory.utilisation(SERVER));
    double meanMs = SERVICE_MS / (1 - rho); // the time in the system is exponential
    mm1.says(meanMs, Theory.meanMs(0));
    for (double share : new double[] {0.5, 0.9, 0.99}) {
      mm1.says(
          -meanMs * StrictMath.log(1 - share),
          run -> run.routes().getFirst().latencies().quantileNanos(share) / 1e6);
    }
  }

  /** The Pollaczek–Khinchine formula; the second moment is m² (1 + cv²). */
  @ParameterizedTest(name = "cv = {0}")
  @ValueSource(doubles = {0, 0.5, 1.5})
  void an_mg1_queue_waits_as_long_as_pollaczek_and_khinchine_say(double cv) {
    double rho = 0.6;
    double waitMs = rho * SERVICE_MS * (1 + cv * cv) / (2 * (1 - rho));
    Distribution gamma =
        cv == 0
            ? new Distribution.Constant(SERVICE_NANOS)
            : Distribution.Gamma.ofMean(SERVICE_NANOS, cv);
    theory(gamma, 1, 100_000, perSecond(rho * 100)).says(waitMs + SERVICE_MS, Theory.meanMs(0));
    if (cv > 0) {
      theory(Distribution.Lognormal.ofMean(SERVICE_NANOS, cv), 1, 100_000, perSecond(rho * 100))
          .says(waitMs + SERVICE_MS, Theory.meanMs(0));
    }
  }

  /** Erlang's B formula where nobody can wait, M/M/c/K where some can. */
  @ParameterizedTest(name = "{0} workers, {1} waiting, {2} erlangs")
  @CsvSource({"5, 0, 4", "3, 4, 2.7", "1, 4, 0.9"})
  void an_mmck_queue_loses_as_many_and_holds_as_many_as_the_formula_says(
      int workers, int waiting, double erlangs) {
    int most = workers + waiting;
    double[] share = new double[most + 1];
    share[0] = 1;
    double sum = 1;
    for (int n = 1; n <= most; n++) {
      share[n] = share[n - 1] * erlangs / Math.min(n, workers);
      sum += share[n];
    }
    double held = 0;
    for (int n = 1; n <= most; n++) {
      held += n * share[n] / sum;
    }
    double lost = share[most] / sum;
    double meanMs = held * SERVICE_MS / (erlangs * (1 - lost)); // Little's law
    Theory theory = theory(EXPONENTIAL, workers, waiting, perSecond(erlangs * 100));
    theory.says(lost, Theory::lost);
    theory.says(held, Theory.inSystem(SERVER));
    theory.says(meanMs, Theory.meanMs(0));
    theory.says(erlangs * (1 - lost) / workers, Theory.utilisation(SERVER));
  }

  @Test
  void where_nobody_waits_the_number_present_is_the_offered_load_whatever_the_law() {
    Distribution law = Distribution.Lognormal.ofMean(SERVICE_NANOS, 1);
    theory(law, 10_000, 0, perSecond(300)).says(3, Theory.inSystem(SERVER));
  }

  /** Machine repair, M/M/1//N: the shares of the states follow from balance. */
  @Test
  void users_who_think_are_served_as_fast_as_the_machine_repair_model_says() {
    int users = 8;
    double thinkMs = 60;
    double weight = 1;
    double sum = 1;
    for (int n = 1; n <= users; n++) {
      weight *= (users - n + 1) * SERVICE_MS / thinkMs;
      sum += weight;
    }
    double busy = 1 - 1 / sum;
    double responseMs = users * SERVICE_MS / busy - thinkMs;
    Load load =
        new Load.Closed(
            Systems.ROUTE, users, new Distribution.Exponential(thinkMs * Units.MILLISECOND));
    Theory repair = theory(EXPONENTIAL, 1, users, load);
    repair.says(busy, Theory.utilisation(SERVER));
    repair.says(responseMs, Theory.meanMs(0));
  }
}
