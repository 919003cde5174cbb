package dev.ballast.guard;

import dev.ballast.kernel.Units;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** What contradicts itself in an order of layers, each with what would be right. */
final class Composition {
  private final List<Piece> outermostFirst;
  private final List<String> problems = new ArrayList<>();

  private Composition(List<Piece> outermostFirst) {
    this.outermostFirst = outermostFirst;
  }

  static List<String> problems(List<Piece> outermostFirst, boolean isEverIdempotent) {
    Composition composition = new Composition(outermostFirst);
    composition.onceEach();
    composition.attemptTimeoutIsInsideRetry();
    composition.innerTimeLimitsAreShorter();
    composition.sharedAnswersAreNoNews();
    composition.hedges(isEverIdempotent);
    return composition.problems;
  }

  private void onceEach() {
    EnumSet<Part> seen = EnumSet.noneOf(Part.class);
    EnumSet<Part> told = EnumSet.noneOf(Part.class);
    for (Piece piece : outermostFirst) {
      Part part = piece.part();
      if (!seen.add(part) && told.add(part)) {
        problems.add(part.word() + " is set twice; keep one" + why(part));
      }
    }
  }

  private static String why(Part part) {
    return switch (part) {
      case DEADLINE, TIMEOUT -> ", the shorter one; attemptTimeout limits each attempt";
      case ATTEMPT_TIMEOUT -> ", the shorter one";
      case RETRY -> ": two multiply their attempts";
      case BREAKER -> ": the inner one's refusals would be all that the outer one sees";
      case BULKHEAD, LIMIT -> ", the smaller one";
      case CACHE, COALESCE -> ", the outer one: the inner one would see none of its hits";
      case RATE_LIMIT, THROTTLE -> ", the stricter one";
      case HEDGE -> ": two multiply their attempts";
    };
  }

  private void attemptTimeoutIsInsideRetry() {
    int attempt = indexOf(Part.ATTEMPT_TIMEOUT);
    int retry = indexOf(Part.RETRY);
    if (attempt >= 0 && retry > attempt) {
      problems.add(
          "attemptTimeout is outside of retry, so that it limits all attempts together; write it"
              + " after retry, or call it timeout");
    } else if (attempt >= 0 && retry < 0) {
      problems.add("attemptTimeout needs retry, without which there is one attempt; use timeout");
    }
  }

  private void innerTimeLimitsAreShorter() {
    Piece outer = null;
    for (Piece piece : outermostFirst) {
      if (!piece.part().isTimeLimit() && piece.part() != Part.DEADLINE) {
        continue;
      }
      if (outer != null && piece.lengthNanos() >= outer.lengthNanos()) {
        problems.add(
            limit(piece)
                + " can never pass inside "
                + limit(outer)
                + "; make it shorter or leave it out");
      }
      outer = piece;
    }
  }

  private void sharedAnswersAreNoNews() {
    for (Piece outer : outermostFirst) {
      for (Piece inner : outermostFirst.subList(outermostFirst.indexOf(outer), pieces())) {
        String words = inner.part().word() + " is inside " + outer.part().word();
        if (inner.part().sharesAnswers() && outer.part().learnsFromAnswers()) {
          problems.add(
              words + ", which would take shared answers for news of the callee; swap them");
        }
        if (inner.part() == Part.CACHE && outer.part() == Part.COALESCE) {
          problems.add(words + ", so that hits wait for each other; swap them");
        }
      }
    }
  }

  private void hedges(boolean isEverIdempotent) {
    int hedge = indexOf(Part.HEDGE);
    if (hedge < 0) {
      return;
    }
    if (!isEverIdempotent) {
      problems.add(
          "hedge does the work twice; say idempotent() where that does no harm, or"
              + " idempotentByCall() where each call says it");
    }
    if (indexOf(Part.RETRY) > hedge) {
      problems.add("hedge is outside of retry, so that each of two would repeat; swap them");
    }
  }

  private int pieces() {
    return outermostFirst.size();
  }

  private static String limit(Piece piece) {
    return piece.part().word() + " of " + Units.duration(piece.lengthNanos());
  }

  private int indexOf(Part part) {
    for (int i = 0; i < outermostFirst.size(); i++) {
      if (outermostFirst.get(i).part() == part) {
        return i;
      }
    }
    return -1;
  }
}
