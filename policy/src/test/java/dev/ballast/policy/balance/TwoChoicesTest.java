package dev.ballast.policy.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ballast.kernel.RandomStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The mean time in a system of many servers with one queue each, where a customer joins the
 * shortest of d random queues (M. Mitzenmacher, 2001; N. Vvedenskaya et al., 1996): for infinitely
 * many servers E[T] = Σ λ^((dⁱ−d)/(d−1)).
 *
 * <p>Here 500 servers, whose bias (of the order of 1 %, and below the width of the intervals) is
 * the price of a finite number. Arrivals and services are exponential, so the system is a Markov
 * chain, played by uniformization: each step is an arrival, or a service at a random server, which
 * an idle one ignores; E[T] follows from the mean number of customers by Little's law. At λ = 0.99
 * a system that starts empty would need some 40,000 service times to fill with d = 1. So each of
 * twenty runs starts in the equilibrium that the theory predicts and must stay there for 50 service
 * times: the theory's value lies within the 99 % confidence interval of the mean over that time.
 * The number of arrivals, whose mean is known, serves as a control variate. What such a test can
 * see is shown by starting in the wrong equilibrium.
 */
final class TwoChoicesTest {
  private static final int SERVERS = 500;
  private static final int RUNS = 20;
  private static final double SERVICE_TIMES = 50;

  /** Student's t, 0.995 quantile with 18 degrees of freedom. */
  private static final double T_18 = 2.878;

  @ParameterizedTest(name = "λ = {0}, d = {1}: E[T] = {2}")
  @CsvSource({
    "0.9, 1, 10.0000",
    "0.9, 2, 2.6141",
    "0.9, 3, 2.0279",
    "0.99, 1, 100.0000",
    "0.99, 2, 5.4320",
    "0.99, 3, 3.8578",
  })
  void the_mean_time_in_the_system_is_what_theory_says(double lambda, int d, double expected) {
    Estimate estimate = estimate(lambda, d, d);
    assertThat(expected).isBetween(estimate.low(), estimate.high());
    assertThat(estimate.half()).as("an interval that says something").isLessThan(0.03 * expected);
  }

  @Test
  void a_system_that_starts_in_the_equilibrium_of_another_leaves_it() {
    assertThat(estimate(0.99, 1, 2).high()).as("of one choice, with two").isLessThan(100);
    assertThat(estimate(0.99, 2, 1).low()).as("of two choices, with one").isGreaterThan(5.4320);
    assertThat(estimate(0.99, 3, 2).low()).as("of three choices, with two").isGreaterThan(3.8578);
    assertThat(estimate(0.99, 2, 3).high()).as("of two choices, with three").isLessThan(5.4320);
  }

  @Test
  void the_printed_values_are_those_of_the_formula() {
    assertThat(formula(0.9, 2)).isCloseTo(2.6141, within(5e-5));
    assertThat(formula(0.9, 3)).isCloseTo(2.0279, within(5e-5));
    assertThat(formula(0.99, 2)).isCloseTo(5.4320, within(5e-5));
    assertThat(formula(0.99, 3)).isCloseTo(3.8578, within(5e-5));
  }

  private record Estimate(double mean, double half) {
    double low() {
      return mean - half;
    }

    double high() {
      return mean + half;
    }
  }

  private static double formula(double lambda, int d) {
    return IntStream.rangeClosed(1, 60)
        .mapToDouble(i -> Math.pow(lambda, (Math.pow(d, i) - d) / (d - 1)))
        .sum();
  }

  /** The predicted share of servers with at least so many customers. */
  private static double atLeast(int customers, double lambda, int d) {
    return Math.pow(lambda, d == 1 ? customers : (Math.pow(d, customers) - 1) / (d - 1));
  }

  private static Estimate estimate(double lambda, int startOf, int choices) {
    double[] means = new double[RUNS];
    double[] surplus = new double[RUNS];
    for (int run = 0; run < RUNS; run++) {
      Run played = new Run(lambda, startOf, choices, run);
      played.play();
      means[run] = played.meanTime();
      surplus[run] = played.surplusOfArrivals();
    }
    double slope = slope(surplus, means);
    double[] corrected =
        IntStream.range(0, RUNS).mapToDouble(i -> means[i] - slope * surplus[i]).toArray();
    double mean = mean(corrected);
    double squares = Arrays.stream(corrected).map(x -> (x - mean) * (x - mean)).sum();
    return new Estimate(mean, T_18 * Math.sqrt(squares / (RUNS - 2) / RUNS));
  }

  private static double slope(double[] x, double[] y) {
    double xMean = mean(x);
    double yMean = mean(y);
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - xMean) * (y[i] - yMean);
      xx += (x[i] - xMean) * (x[i] - xMean);
    }
    return xy / xx;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** One run of the chain, with the balancer under test. */
  private static final class Run {
    private final double lambda;
    private final RandomStream random;
    private final Balancer balancer;
    private final long steps;
    private long customers;
    private long arrivals;
    private double sum;

    Run(double lambda, int startOf, int choices, int number) {
      this.lambda = lambda;
      random = RandomStream.of(number, "chain");
      Balance balance = choices == 1 ? new Balance.Random() : new Balance.LeastLoaded(choices);
      balancer =
          new Balancer(ReplicaSet.ofEqual(balance, SERVERS), 0, RandomStream.of(number, "choices"));
      steps = (long) (SERVICE_TIMES * SERVERS * (1 + lambda));
      fill(startOf);
    }

    /** Gives each server a number of customers from its part of the predicted distribution. */
    private void fill(int startOf) {
      IntStream.range(0, SERVERS).forEach(i -> balancer.setInService(i, false));
      for (int i = 0; i < SERVERS; i++) {
        double drawn = (i + random.nextUnit()) / SERVERS;
        balancer.setInService(i, true);
        for (int n = 1; atLeast(n, lambda, startOf) > drawn; n++) {
          arrives();
        }
        balancer.setInService(i, false);
      }
      IntStream.range(0, SERVERS).forEach(i -> balancer.setInService(i, true));
    }

    private void arrives() {
      balancer.choose(Balancer.NO_KEY, Balancer.NONE, 0);
      customers++;
    }

    void play() {
      double isArrival = lambda / (1 + lambda);
      for (long step = 0; step < steps; step++) {
        if (random.chance(isArrival)) {
          arrives();
          arrivals++;
        } else {
          int server = random.nextInt(SERVERS);
          if (balancer.inFlight(server) > 0) {
            balancer.forgotten(server);
            customers--;
          }
        }
        sum += customers;
      }
    }

    double meanTime() {
      return sum / steps / SERVERS / lambda;
    }

    double surplusOfArrivals() {
      return arrivals - steps * lambda / (1 + lambda);
    }
  }
}
