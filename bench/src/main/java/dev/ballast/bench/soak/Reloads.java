package dev.ballast.bench.soak;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Changes the system file, and has it taken over in each of the ways there are; now and then with a
 * mistake in it, which has to be refused.
 */
final class Reloads extends Happening {
  private static final int REFUSED = 422;
  private static final int TAKEN = 200;

  private final Fleet fleet;
  private final AtomicInteger refused = new AtomicInteger();

  /** The ways, in turns. */
  private enum Way {
    SIGNAL,
    WRONG,
    ASKED,
    FOLLOWED
  }

  Reloads(Fleet fleet, Duration every, Queue<String> complaints) {
    super("reloads", every, complaints);
    this.fleet = fleet;
  }

  /** How often a mistake was refused. */
  int refused() {
    return refused.get();
  }

  @Override
  void happen(int time) throws Exception {
    synchronized (fleet) { // everybody is there, and nobody begins with a file that is wrong
      Way way = Way.values()[time % Way.values().length];
      if (way == Way.WRONG) {
        wrong();
      } else {
        change(way);
      }
    }
  }

  private void change(Way way) throws Exception {
    fleet.file().change();
    for (Member member : fleet.members()) {
      switch (way) {
        case SIGNAL -> member.hangUp();
        case ASKED -> {
          if (member.post("/reload") != TAKEN) {
            complain(member.name() + " refused a file that is right");
          }
        }
        case FOLLOWED, WRONG -> {} // it looks by itself
      }
    }
    taken();
  }

  private void taken() throws Exception {
    for (Member member : fleet.members()) {
      await(
          member.name() + " took a change over",
          () -> member.get("/config").contains(fleet.file().mark()));
    }
  }

  private void wrong() throws Exception {
    fleet.file().write(true);
    for (Member member : fleet.members()) {
      if (member.post("/reload") != REFUSED) {
        complain(member.name() + " did not refuse a file that is wrong");
      }
    }
    taken(); // what was taken before still holds
    fleet.file().write(false);
    refused.incrementAndGet();
  }
}
