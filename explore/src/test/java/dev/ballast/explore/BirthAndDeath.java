package dev.ballast.explore;

/**
 * The queue with one worker, exponential gaps and exponential times, solved: a continuous-time
 * Markov chain, by uniformization (A. Jensen, 1953).
 */
final class BirthAndDeath {
  private BirthAndDeath() {}

  /** The probability that an empty queue has held so many, at work or waiting, by this time. */
  static double reaches(double arrivals, double served, int many, double seconds) {
    double rate = arrivals + served;
    double mean = rate * seconds;
    double[] state = new double[many + 1];
    state[0] = 1;
    double sum = 0;
    double logWeight = -mean; // of no event within the time, which is Poisson
    int most = (int) (mean + 12 * Math.sqrt(mean) + 40);
    for (int events = 0; events <= most; events++) {
      sum += Math.exp(logWeight) * state[many];
      logWeight += Math.log(mean / (events + 1));
      state = step(state, arrivals / rate);
    }
    return sum;
  }

  private static double[] step(double[] state, double up) {
    int many = state.length - 1;
    double[] next = new double[many + 1];
    next[many] = state[many];
    for (int i = 0; i < many; i++) {
      next[i + 1] += state[i] * up;
      next[Math.max(0, i - 1)] += state[i] * (1 - up);
    }
    return next;
  }
}
