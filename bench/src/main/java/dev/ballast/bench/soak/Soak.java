package dev.ballast.bench.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One run: everybody asks, everything happens, and in the end it is counted. */
final class Soak {
  private static final int END_SECONDS = 60;

  /** Above the longest time after which a connection that nobody uses is closed. */
  private static final long IDLE_NANOS = 100_000_000_000L;

  private static final long LOOK_MILLIS = 500;

  /** What a process may keep open that it had not at first: its log, a looker's connection. */
  static final int FILES_MORE = 8;

  private final SoakPlan plan;
  private final Consumer<String> progress;
  private final Judge judge = new Judge();
  private final Tally tally = new Tally(judge);
  private final Queue<String> complaints = Happening.noComplaints();

  private Soak(SoakPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs in processes of its own, and leaves nothing behind when all is well.
   *
   * @param progress takes a line now and then
   */
  static SoakResult run(SoakPlan plan, Consumer<String> progress)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path home = Files.createTempDirectory("ballast-soak");
    SoakResult result = new Soak(plan, progress).run(home);
    if (result.failures().isEmpty()) {
      delete(home);
    } else {
      progress.accept("what the processes printed is in " + home);
    }
    return result;
  }

  private SoakResult run(Path home)
      throws IOException, InterruptedException, GeneralSecurityException {
    try (Fleet fleet = new Fleet(home, plan)) {
      List<Vitals> vitals =
          List.of(new Vitals(fleet.gateway(), home), new Vitals(fleet.replica(0), home));
      SystemFile file = fleet.file();
      Users users = new Users(tally, file.clearPort(), file.securePort(), fleet.papers().ofUsers());
      Reloads reloads = new Reloads(fleet, plan.reloadsEvery(), complaints);
      Rotations rotations = new Rotations(fleet.papers(), plan.rotatesEvery(), complaints);
      Troubles troubles = new Troubles(fleet, judge, plan.killsEvery(), complaints);
      List<Happening> happenings = List.of(troubles, reloads, rotations);
      long began = System.nanoTime();
      users.begin(plan);
      happenings.forEach(Happening::begin);
      watch(began, vitals);
      for (Happening each : happenings) {
        each.end();
      }
      users.end();
      double seconds = (System.nanoTime() - began) / 1e9;
      if (plan.awaitsIdle()) {
        awaitIdle(vitals);
      }
      List<Integer> files = new ArrayList<>();
      for (Vitals each : vitals) {
        files.add(each.files());
      }
      List<String> leaks = endAll(fleet);
      return new SoakResult(
          tally,
          seconds,
          judge.kills(),
          troubles.restarts(),
          reloads.times() - reloads.refused(),
          reloads.refused(),
          rotations.times(),
          twice(fleet.orders()),
          undone(fleet.orders(), tally.orders()),
          leaks,
          List.copyOf(complaints),
          plan.awaitsIdle(),
          vitals,
          files);
    }
  }

  private void watch(long began, List<Vitals> vitals) throws IOException, InterruptedException {
    for (int look = 1; look <= plan.looks(); look++) {
      long next = began + plan.length().toNanos() / plan.looks() * look;
      Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
      StringBuilder line = new StringBuilder();
      line.append(
          String.format(
              Locale.ROOT,
              "%4.0f s  %,10d answered  %d lost  %d kills",
              (System.nanoTime() - began) / 1e9,
              tally.answered(),
              tally.lost(),
              judge.kills()));
      for (Vitals each : vitals) {
        Vitals.Look seen = each.look();
        line.append(
            String.format(
                Locale.ROOT,
                "  %s: heap %.1f MB, %.0f MB in all, %d files",
                each.name(),
                seen.heapMegabytes(),
                seen.residentMegabytes(),
                seen.files()));
      }
      progress.accept(line.toString());
    }
  }

  private static void awaitIdle(List<Vitals> vitals) throws IOException, InterruptedException {
    long end = System.nanoTime() + IDLE_NANOS;
    for (Vitals each : vitals) {
      while (each.files() > each.filesAtFirst() + FILES_MORE && System.nanoTime() < end) {
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  /** Ends all processes in good order; the leaks that they told of. */
  private List<String> endAll(Fleet fleet) throws IOException, InterruptedException {
    List<String> leaks = new ArrayList<>();
    for (Member member : fleet.members().reversed()) {
      int status = member.server().end(END_SECONDS);
      if (status != 0) {
        complaints.add("%s ended with status %d".formatted(member.name(), status));
      }
      member
          .printed()
          .lines()
          .filter(line -> line.contains("LEAK"))
          .forEach(line -> leaks.add(member.name() + ": " + line));
    }
    return leaks;
  }

  /** How many numbers come more than once. */
  private static long twice(long[] sorted) {
    long count = 0;
    for (int i = 1; i < sorted.length; i++) {
      count += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    return count;
  }

  /** How many were answered and never done. */
  private static long undone(long[] done, long[] answered) {
    return Arrays.stream(answered).filter(id -> Arrays.binarySearch(done, id) < 0).count();
  }

  private static void delete(Path home) throws IOException {
    List<Path> all;
    try (Stream<Path> walked = Files.walk(home)) {
      all = walked.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
