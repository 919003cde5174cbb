package dev.ballast.explore;

import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Objective;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a set of faults as small as it goes while it still breaks an objective: leaves faults out,
 * and turns each of their dials down. It ends at a set of which no part can be left out and no dial
 * be turned one step further (1-minimal, after A. Zeller and R. Hildebrandt, "Simplifying and
 * isolating failure-inducing input", IEEE Transactions on Software Engineering 28, 2002). Within a
 * dial the way down is halved, which supposes that less of a fault does less harm; the last step is
 * always looked at, so that the result is minimal even where that is not so.
 */
final class Shrinker {
  private final Questions questions;
  private final Objective objective;
  private final Trials trials;
  private final Prover prover;
  private final Map<List<TimedFault>, Boolean> known = new HashMap<>();
  private boolean isMinimal;
  private boolean isCutShort;

  Shrinker(Questions questions, Objective objective, Trials trials) {
    this.questions = questions;
    this.objective = objective;
    this.trials = trials;
    prover = Prover.quick(trials);
  }

  /**
   * The smallest set that it leads to.
   *
   * @param broken faults that break the objective
   */
  List<TimedFault> shrink(List<TimedFault> broken) throws InterruptedException {
    List<TimedFault> smallest = broken;
    List<TimedFault> before;
    do {
      before = smallest;
      smallest = withFewer(smallest);
      for (int i = 0; i < smallest.size(); i++) {
        smallest = weakened(smallest, i);
      }
    } while (!smallest.equals(before) && !trials.isSpent());
    isMinimal = smallest.equals(before) && !isCutShort;
    return smallest;
  }

  /** Whether the last set is known to be minimal, rather than cut short by the budget. */
  boolean isMinimal() {
    return isMinimal;
  }

  /** How many smaller sets were tried. */
  int tried() {
    return known.size();
  }

  private List<TimedFault> withFewer(List<TimedFault> faults) throws InterruptedException {
    List<TimedFault> fewer = faults;
    for (int i = fewer.size() - 1; i >= 0 && fewer.size() > 1; i--) {
      List<TimedFault> without = new ArrayList<>(fewer);
      without.remove(i);
      if (breaks(without)) {
        fewer = without;
      }
    }
    return fewer;
  }

  private List<TimedFault> weakened(List<TimedFault> faults, int index)
      throws InterruptedException {
    List<TimedFault> weakest = faults;
    int dials = Dial.of(faults.get(index)).size();
    for (int d = 0; d < dials; d++) {
      List<Dial> now = Dial.of(weakest.get(index));
      if (d < now.size()) {
        weakest = turnedDown(weakest, index, now.get(d).weaker());
      }
    }
    return weakest;
  }

  /** Looks one step down first: often there is no further to go. */
  private List<TimedFault> turnedDown(List<TimedFault> faults, int index, List<TimedFault> weaker)
      throws InterruptedException {
    int high = weaker.size(); // breaks
    int low = -1; // does not break, or there is none
    int middle = high - 1;
    while (high - low > 1) {
      if (breaks(replaced(faults, index, weaker.get(middle)))) {
        high = middle;
      } else {
        low = middle;
      }
      middle = (low + high) / 2;
    }
    return high == weaker.size() ? faults : replaced(faults, index, weaker.get(high));
  }

  private static List<TimedFault> replaced(List<TimedFault> faults, int index, TimedFault by) {
    List<TimedFault> other = new ArrayList<>(faults);
    other.set(index, by);
    return other;
  }

  /** Whether a set breaks the objective: in one of a few runs, and then with full confidence. */
  private boolean breaks(List<TimedFault> faults) throws InterruptedException {
    Boolean before = known.get(faults);
    if (before != null) {
      return before;
    }
    if (trials.isSpent()) {
      isCutShort = true;
      return false;
    }
    boolean breaks =
        Glance.suspects(trials, questions, objective, faults)
            && prover.prove(questions.one(objective, faults)).breaks();
    known.put(List.copyOf(faults), breaks);
    return breaks;
  }
}
