package dev.ballast.spec.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class NearestTest {
  @Test
  void one_edit_is_an_insertion_a_deletion_a_substitution_or_a_swap() {
    assertThat(Nearest.distance("retry", "rety")).isEqualTo(1);
    assertThat(Nearest.distance("retry", "rretry")).isEqualTo(1);
    assertThat(Nearest.distance("retry", "retri")).isEqualTo(1);
    assertThat(Nearest.distance("retry", "rerty")).isEqualTo(1);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
  }

  @Test
  void a_name_is_near_when_a_third_of_it_changes_at_most() {
    assertThat(Nearest.of("bulkhaed", List.of("breaker", "bulkhead"))).isEqualTo("bulkhead");
    assertThat(Nearest.of("timeuot", List.of("timeout"))).isEqualTo("timeout");
    assertThat(Nearest.of("abc", List.of("xyz", "abcdef"))).isNull();
    assertThat(Nearest.of("TIMEOUT", List.of("timeout")))
        .as("case is no edit")
        .isEqualTo("timeout");
  }

  @Test
  void the_first_wins_on_a_tie_and_very_long_names_have_no_neighbours() {
    assertThat(Nearest.of("bat", List.of("cat", "hat"))).isEqualTo("cat");
    assertThat(Nearest.of("a".repeat(65), List.of("a".repeat(64)))).isNull();
  }
}
