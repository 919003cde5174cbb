package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.verdict.TimelineEntry;
import dev.ballast.verdict.TimelineEntry.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StorylineTest {
  private static TimelineEntry opens(double at, int replica) {
    return new TimelineEntry(
        at, Kind.BREAKER_OPENED, "playback", "playback-" + replica, "breaker to license opened");
  }

  private static List<String> told(TimelineEntry... entries) {
    return Storyline.of(List.of(entries)).stream().map(l -> l.at() + " " + l.text()).toList();
  }

  @Test
  void replicas_that_change_within_a_second_are_one_line() {
    assertThat(told(opens(31.2, 2), opens(31.5, 1), opens(32.2, 3)))
        .containsExactly("31.2 s playback: breaker to license opened (3 replicas)");
  }

  @Test
  void later_change_is_a_line_of_its_own() {
    assertThat(told(opens(31, 2), opens(32.1, 1)))
        .containsExactly(
            "31 s playback-2: breaker to license opened",
            "32.1 s playback-1: breaker to license opened");
  }

  @Test
  void what_keeps_happening_is_told_once_and_counted() {
    List<TimelineEntry> flapping = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      flapping.add(opens(30 + 5 * i, 1));
    }
    assertThat(told(flapping.toArray(TimelineEntry[]::new)))
        .containsExactly(
            "30 s playback-1: breaker to license opened",
            "35 s playback: breaker to license opened (9 more times until 75 s)");
  }

  @Test
  void faults_are_never_merged() {
    TimelineEntry fault = new TimelineEntry(30, Kind.FAULT_BEGAN, "", "", "fault began: crash");
    assertThat(told(fault, fault)).hasSize(2);
  }

  @Test
  void fault_that_comes_again_and_again_is_counted_without_a_name_before_it() {
    List<TimelineEntry> again = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      again.add(new TimelineEntry(30 + i, Kind.FAULT_BEGAN, "", "", "fault began: crash"));
    }
    assertThat(told(again.toArray(TimelineEntry[]::new)))
        .containsExactly(
            "30 s fault began: crash", "31 s fault began: crash (9 more times until 39 s)");
  }
}
