package dev.ballast.bench.soak;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills backends, and ends one of them in good order, one at a time: the next one comes when the
 * one before is back and gets calls.
 */
final class Troubles extends Happening {
  private static final long END_SECONDS = 40;

  private final Fleet fleet;
  private final Judge judge;
  private final AtomicInteger restarts = new AtomicInteger();

  /** What happens to a replica; nothing is told beforehand, except where it is. */
  private enum Trouble {
    PROGRAM_KILLED,
    ALL_KILLED,
    ENDED_IN_GOOD_ORDER
  }

  /** Whose turn it is: the first replica's sidecar lives as long as the run. */
  private record Turn(int replica, Trouble trouble) {}

  /** Kills of one program are spread so that its supervisor does not give it up. */
  private static final Turn[] TURNS = {
    new Turn(0, Trouble.PROGRAM_KILLED),
    new Turn(1, Trouble.ALL_KILLED),
    new Turn(1, Trouble.ENDED_IN_GOOD_ORDER),
    new Turn(0, Trouble.PROGRAM_KILLED),
    new Turn(1, Trouble.PROGRAM_KILLED),
    new Turn(1, Trouble.ALL_KILLED),
    new Turn(1, Trouble.ENDED_IN_GOOD_ORDER),
    new Turn(1, Trouble.PROGRAM_KILLED),
  };

  Troubles(Fleet fleet, Judge judge, Duration every, Queue<String> complaints) {
    super("troubles", every, complaints);
    this.fleet = fleet;
    this.judge = judge;
  }

  /** How often a replica was ended in good order. */
  int restarts() {
    return restarts.get();
  }

  @Override
  void happen(int time) throws Exception {
    Turn turn = TURNS[time % TURNS.length];
    Member replica = fleet.replica(turn.replica);
    int programs = replica.programs();
    Runnable back =
        switch (turn.trouble) {
          case PROGRAM_KILLED -> killProgram(replica);
          case ALL_KILLED -> killAll(replica);
          case ENDED_IN_GOOD_ORDER -> end(replica);
        };
    await(replica.name() + " has a program again", () -> replica.programs() > programs);
    back.run();
    await(replica.name() + " gets calls again", this::areAllWell);
  }

  private Runnable killProgram(Member replica) {
    Runnable back = judge.killed();
    replica.server().process().descendants().forEach(ProcessHandle::destroyForcibly);
    return back;
  }

  private Runnable killAll(Member replica) throws Exception {
    synchronized (fleet) { // who changes the file finds everybody there
      ProcessHandle sidecar = replica.server().process();
      List<ProcessHandle> programs = sidecar.descendants().toList();
      Runnable back = judge.killed();
      sidecar.destroyForcibly();
      programs.forEach(ProcessHandle::destroyForcibly);
      sidecar.onExit().join();
      replica.startAgain();
      return back;
    }
  }

  private Runnable end(Member replica) throws Exception {
    synchronized (fleet) {
      int status = replica.server().end(END_SECONDS);
      if (status != 0) {
        complain("%s ended with status %d".formatted(replica.name(), status));
      }
      replica.startAgain();
      restarts.incrementAndGet();
      return () -> {};
    }
  }

  /** Whether the gateway has ejected nobody, and refuses nothing. */
  private boolean areAllWell() throws Exception {
    return fleet
        .gateway()
        .get("/metrics")
        .lines()
        .filter(
            line ->
                line.startsWith("ballast_replica_ejected{")
                    || line.startsWith("ballast_breaker_state{"))
        .filter(line -> !line.contains("state=\"closed\""))
        .allMatch(line -> line.endsWith(" 0"));
  }
}
