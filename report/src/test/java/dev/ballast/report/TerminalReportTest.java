package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalReportTest {
  private static Style plain(int width) {
    return new Style(false, false, width);
  }

  @Test
  void verdict_comes_first_and_the_line_that_repeats_the_run_last() {
    String text = TerminalReport.prove(Given.proof(), plain(100));
    assertThat(text).startsWith("FAIL  streaming: ");
    assertThat(text)
        .endsWith(
            """
            seed 42, version 0.1.0
            repeat with: ballast prove examples/streaming/system.yaml --seed 42
            """);
  }

  @Test
  void no_line_is_wider_than_the_terminal() {
    for (int width : new int[] {20, 40, 60, 80, 100, 200}) {
      String proof = TerminalReport.prove(Given.proof(), plain(width));
      String drill = TerminalReport.drill(Given.drill(true), plain(width));
      assertThat((proof + drill).lines())
          .allSatisfy(l -> assertThat(l).hasSizeLessThanOrEqualTo(width));
    }
  }

  @Test
  void without_colours_no_escape_sequence_is_written() {
    assertThat(TerminalReport.drill(Given.drill(true), Style.plain())).doesNotContain("\u001b");
    assertThat(TerminalReport.drill(Given.drill(true), new Style(true, false, 100)))
        .contains("\u001b[1;32m");
  }

  @Test
  void ascii_terminal_gets_ascii_only() {
    String text = TerminalReport.drill(Given.drill(true), new Style(false, true, 100));
    assertThat(text).containsPattern("\\+-1 pp").matches("\\A[\\x20-\\x7e\\n]*\\z");
  }

  @Test
  void drill_says_who_noticed_with_and_without_the_policies() {
    assertThat(TerminalReport.drill(Given.drill(true), plain(120)))
        .containsPattern("users who noticed: [0-9.]+ % with the policies, [0-9.]+ % without");
    assertThat(TerminalReport.drill(Given.drill(false), plain(120)))
        .doesNotContain("with the policies");
  }

  @Test
  void hostile_names_cannot_move_the_cursor() {
    assertThat(TerminalReport.prove(Given.hostile(), plain(100)))
        .doesNotContain("\u001b")
        .doesNotContain("\u0007");
  }

  @Test
  void proof_and_drill_are_the_golden_ones() {
    Golden.assertEqual("proof.txt", TerminalReport.prove(Given.proof(), plain(100)));
    Golden.assertEqual("drill.txt", TerminalReport.drill(Given.drill(true), plain(100)));
    Golden.assertEqual("drill-40.txt", TerminalReport.drill(Given.drill(true), plain(40)));
  }
}
