package dev.ballast.guard;

import dev.ballast.kernel.Result;
import dev.ballast.policy.Bulkhead;

/**
 * Lets a call through while there is a place for it, and refuses it at once where there is none.
 */
final class BulkheadLayer extends Gate {
  private final Bulkhead bulkhead;
  private final Refused refusal;

  BulkheadLayer(Site site, int limit, Layer next) {
    super(site, next);
    bulkhead = new Bulkhead(Bulkhead.Config.of(limit));
    refusal = site.refusal("bulkhead", Result.BULKHEAD_FULL, "all " + limit + " places are taken");
  }

  @Override
  boolean needsTime() {
    return false;
  }

  @Override
  long enter(Terms terms, long nowNanos) {
    if (!bulkhead.tryEnter()) {
      throw site().refuse(refusal);
    }
    return 0;
  }

  @Override
  void ended(long permit, Result result, long enteredNanos) {
    bulkhead.leave();
  }

  @Override
  void forgotten(long permit) {
    bulkhead.leave();
  }
}
