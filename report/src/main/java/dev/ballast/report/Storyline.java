package dev.ballast.report;

import dev.ballast.verdict.TimelineEntry;
import dev.ballast.verdict.TimelineEntry.Kind;
import dev.ballast.verdict.Unit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A timeline as a person would tell it: what happens to several replicas of a service within a
 * second is one line, and what keeps happening is told once and counted.
 */
final class Storyline {
  private static final double TOGETHER_SECONDS = 1 + 1e-9;
  private static final int TOLD = 2;

  private Storyline() {}

  /**
   * One line of the story.
   *
   * @param untilSeconds when the last change that is counted here happened
   */
  record Line(double atSeconds, double untilSeconds, Kind kind, String text) {
    /** The moment, such as {@code 31.2 s}. */
    String at() {
      return Unit.SECONDS.text(Math.round(atSeconds * 10) / 10.0);
    }
  }

  /** A line that still grows. */
  private static final class Group {
    final TimelineEntry first;
    final List<String> who = new ArrayList<>();
    double until;

    Group(TimelineEntry first) {
      this.first = first;
    }

    String text() {
      if (who.size() == 1) {
        return first.text();
      }
      return told(who.size() + " replicas");
    }

    /** What happened to whom, and how often; faults happen to nobody in particular. */
    String told(String howOften) {
      String whom = first.group().isEmpty() ? "" : first.group() + ": ";
      return whom + first.what() + " (" + howOften + ")";
    }
  }

  /** The lines in order of time. */
  static List<Line> of(List<TimelineEntry> timeline) {
    return counted(together(timeline));
  }

  /** Every moment by itself, for a picture that has room for all of them. */
  static List<Line> moments(List<TimelineEntry> timeline) {
    return together(timeline).stream().map(Storyline::line).toList();
  }

  private static Line line(Group group) {
    return new Line(group.first.atSeconds(), group.until, group.first.kind(), group.text());
  }

  private static List<Group> together(List<TimelineEntry> timeline) {
    List<Group> groups = new ArrayList<>();
    Map<String, Group> open = new HashMap<>();
    for (TimelineEntry entry : timeline) {
      String key = entry.group() + '\n' + entry.what();
      Group group = open.get(key);
      if (group == null
          || entry.who().isEmpty()
          || group.who.contains(entry.who())
          || entry.atSeconds() - group.first.atSeconds() > TOGETHER_SECONDS) {
        group = new Group(entry);
        groups.add(group);
        open.put(key, group);
      }
      group.who.add(entry.who());
      group.until = entry.atSeconds();
    }
    return groups;
  }

  private static List<Line> counted(List<Group> groups) {
    Map<String, List<Group>> same = new HashMap<>();
    for (Group group : groups) {
      same.computeIfAbsent(key(group), _ -> new ArrayList<>()).add(group);
    }
    List<Line> lines = new ArrayList<>();
    Map<String, Integer> told = new HashMap<>();
    for (Group group : groups) {
      List<Group> all = same.getOrDefault(key(group), List.of());
      int position = told.merge(key(group), 1, Integer::sum);
      if (all.size() <= TOLD + 1 || position < TOLD) {
        lines.add(line(group));
      } else if (position == TOLD) {
        double last = all.getLast().until;
        String more =
            (all.size() - position + 1)
                + " more times until "
                + Unit.SECONDS.text(Math.round(last * 10) / 10.0);
        lines.add(new Line(group.first.atSeconds(), last, group.first.kind(), group.told(more)));
      }
    }
    return lines;
  }

  private static String key(Group group) {
    return group.first.group() + '\n' + group.first.what();
  }
}
