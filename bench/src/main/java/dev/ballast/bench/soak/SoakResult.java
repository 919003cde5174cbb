package dev.ballast.bench.soak;

import dev.ballast.bench.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What came of a run.
 *
 * @param seconds from the first request to the last answer
 * @param kills of backends
 * @param restarts of replicas in good order
 * @param reloads taken
 * @param refusedReloads of files with a mistake
 * @param rotations of certificates
 * @param doneTwice orders that backends did more than once
 * @param undone orders that were answered and that no backend did
 * @param leaks what Netty's leak detector said
 * @param complaints about what did not come about as it has to
 * @param isIdle whether connections that nobody uses had their time to be closed
 * @param files open in the end, in the order of the vitals
 */
record SoakResult(
    Tally tally,
    double seconds,
    int kills,
    int restarts,
    int reloads,
    int refusedReloads,
    int rotations,
    long doneTwice,
    long undone,
    List<String> leaks,
    List<String> complaints,
    boolean isIdle,
    List<Vitals> vitals,
    List<Integer> files) {

  /** Of a third of the run against the third before: what may be chance. See {@link #growth}. */
  private static final double HEAP_MORE = 1.1;

  private static final double HEAP_MORE_MEGABYTES = 2;
  private static final double RESIDENT_MORE = 1.1;
  private static final double RESIDENT_MORE_MEGABYTES = 10;

  /** An hour of 300 requests per second. */
  private static final String HOUR = "1,080,000 and more: an hour of 300/s";

  /** What must not have happened and has; empty when all is well. */
  List<String> failures() {
    List<String> failures = new ArrayList<>(complaints);
    if (tally.lost() > 0) {
      failures.add(
          "%d requests were lost that a retry was allowed to save; the first of them:\n  %s"
              .formatted(tally.lost(), String.join("\n  ", tally.losses())));
    }
    if (doneTwice > 0) {
      failures.add(doneTwice + " orders were done twice");
    }
    if (undone > 0) {
      failures.add(undone + " orders were answered and never done");
    }
    leaks.forEach(leak -> failures.add("a buffer was forgotten: " + leak));
    for (int i = 0; i < vitals.size(); i++) {
      Vitals each = vitals.get(i);
      growth(failures, each, "heap", Vitals.Look::heapMegabytes, HEAP_MORE, HEAP_MORE_MEGABYTES);
      growth(
          failures,
          each,
          "memory",
          Vitals.Look::residentMegabytes,
          RESIDENT_MORE,
          RESIDENT_MORE_MEGABYTES);
      if (isIdle && files.get(i) > each.filesAtFirst() + Soak.FILES_MORE) {
        failures.add(
            "%s has %d files open in the end, and had %d at first"
                .formatted(each.name(), files.get(i), each.filesAtFirst()));
      }
    }
    return failures;
  }

  /**
   * What is kept for each request grows with the requests, so the last third would have as much
   * more than the second as that had more than the first. The bound lets through what is less than
   * a tenth and some megabytes: with 360,000 requests in a third, six bytes of heap for each.
   */
  private static void growth(
      List<String> failures,
      Vitals each,
      String what,
      ToDoubleFunction<Vitals.Look> measure,
      double more,
      double moreMegabytes) {
    double second = each.mean(2, measure);
    double last = each.mean(3, measure);
    if (last > second * more + moreMegabytes) {
      failures.add(
          String.format(
              Locale.ROOT,
              "%s grows: %s %.1f MB in the second third, %.1f MB in the last",
              each.name(),
              what,
              second,
              last));
    }
  }

  /** As a table. */
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(row("load", "requests answered in full", "", tally.answered(), HOUR));
    rows.add(row("load", "per second", "/s", tally.answered() / seconds, ""));
    for (Kind kind : Kind.values()) {
      rows.add(row("load", "of them " + kind.method() + " " + kind, "", tally.answered(kind), ""));
    }
    rows.add(row("load", "users who went away", "", tally.abandoned(), ""));
    rows.add(row("happened", "backends killed", "", kills, ""));
    rows.add(row("happened", "replicas restarted", "", restarts, ""));
    rows.add(row("happened", "reloads", "", reloads, ""));
    rows.add(row("happened", "wrong files refused", "", refusedReloads, ""));
    rows.add(row("happened", "renewals of certificates", "", rotations, ""));
    rows.add(row("kills", "answers that broke off", "", tally.cutOff(), ""));
    rows.add(row("kills", "failures, effect unknown", "", tally.failed(), ""));
    rows.add(row("lost", "that a retry could save", "", tally.lost(), "0"));
    rows.add(row("lost", "orders done twice", "", doneTwice, "0"));
    rows.add(row("lost", "orders answered, not done", "", undone, "0"));
    rows.add(row("lost", "buffers forgotten", "", leaks.size(), "0"));
    for (int i = 0; i < vitals.size(); i++) {
      Vitals each = vitals.get(i);
      thirds(rows, each, "heap after collection", Vitals.Look::heapMegabytes);
      thirds(rows, each, "memory", Vitals.Look::residentMegabytes);
      rows.add(row(each.name(), "files open at first", "", each.filesAtFirst(), ""));
      rows.add(row(each.name(), "files open in the end", "", files.get(i), ""));
    }
    return rows;
  }

  private static void thirds(
      List<Row> rows, Vitals each, String what, ToDoubleFunction<Vitals.Look> measure) {
    rows.add(row(each.name(), what + ", 2nd third", "MB", each.mean(2, measure), ""));
    rows.add(row(each.name(), what + ", 3rd third", "MB", each.mean(3, measure), "no more"));
  }

  private static Row row(String name, String measure, String unit, long count, String goal) {
    return row(name, measure, unit, (double) count, goal);
  }

  private static Row row(String name, String measure, String unit, double value, String goal) {
    return new Row(name, measure, unit, value, new LinkedHashMap<>(), true, goal);
  }
}
