package dev.ballast.report;

import java.util.ArrayList;
import java.util.List;

/** Maps values to a length on paper, with round numbers to label. */
record Scale(double most, double length, List<Double> ticks) {
  private static final int TICKS = 4;

  /** From 0 to a round number at or above {@code largest}. */
  static Scale upTo(double largest, double length) {
    double step = step(largest > 0 ? largest / TICKS : 0.25);
    int steps = (int) Math.max(1, Math.ceil(largest / step - 1e-9));
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      ticks.add(i * step);
    }
    return new Scale(steps * step, length, List.copyOf(ticks));
  }

  /** From 0 to exactly {@code end}, with round numbers on the way. */
  static Scale exactly(double end, double length, int about) {
    double step = step(end / about);
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; i * step <= end * (1 + 1e-9); i++) {
      ticks.add(i * step);
    }
    return new Scale(end, length, List.copyOf(ticks));
  }

  double at(double value) {
    return Math.max(0, Math.min(1, value / most)) * length;
  }

  /** 1, 2 or 5 times a power of ten, at least as much. */
  private static double step(double atLeast) {
    double power = 1;
    while (power < atLeast) {
      power *= 10;
    }
    while (power / 10 >= atLeast) {
      power /= 10;
    }
    return power / 5 >= atLeast ? power / 5 : power / 2 >= atLeast ? power / 2 : power;
  }
}
