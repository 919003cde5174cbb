package dev.ballast.kernel;

/** The gamma function, as far as means of distributions need it. */
final class GammaFunction {
  private static final double[] LANCZOS = {
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7
  };

  private GammaFunction() {}

  /**
   * ln Γ(x) by Lanczos' approximation with g = 7 and nine terms (C. Lanczos, SIAM J. Numer. Anal.
   * 1, 1964), good to about 15 digits.
   *
   * @param x at least 1
   */
  static double log(double x) {
    double shifted = x - 1;
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (shifted + i);
    }
    double t = shifted + 7.5;
    return 0.5 * StrictMath.log(2 * StrictMath.PI)
        + (shifted + 0.5) * StrictMath.log(t)
        - t
        + StrictMath.log(sum);
  }
}
