package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.verdict.Verdict;
import dev.ballast.verdict.explore.Stability;
import dev.ballast.verdict.explore.StabilityFinding;
import dev.ballast.verdict.explore.StabilityFinding.Boundary;
import dev.ballast.verdict.explore.StabilityFinding.Cell;
import dev.ballast.verdict.explore.StabilityFinding.Push;
import dev.ballast.verdict.explore.StabilityFinding.Shedding;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class StabilityReportTest {
  private static final double NONE = Double.POSITIVE_INFINITY;

  private static StabilityReport report(@Nullable Stability atFile) {
    List<Cell> cells = new ArrayList<>();
    for (double load : List.of(0.5, 1.0, 1.5)) {
      cells.add(new Cell(load, 0, 5, 0, 0, 0));
      cells.add(new Cell(load, 1.25, 5, load > 1.2 ? 2 : 0, 1, 2.5));
      cells.add(new Cell(load, 5, 30, load > 0.9 ? 30 : 0, load > 0.9 ? Double.NaN : 17, 23));
    }
    cells.add(new Cell(1.6, 0, 5, 5, Double.NaN, Double.NaN));
    StabilityFinding finding =
        new StabilityFinding(
            "storm",
            new Push("surge", "times the load", List.of(1.25, 5.0), 10, 60, 0.9, 60),
            atFile,
            cells,
            new Boundary(0.52, 0.53, 30),
            new Boundary(1.22, 1.24, 5),
            new Boundary(1.53, 1.56, 5),
            new Shedding(1, 0.54, 0.56, 16.7),
            "",
            8_576_051,
            false);
    return new StabilityReport(
        "shop", "0.1", 7, "ballast explore shop.yaml --metastability", List.of(), finding, "a: 1");
  }

  private static String text(int width) {
    return StabilityText.of(report(Stability.VULNERABLE), new Style(false, false, width));
  }

  @Test
  void every_report_is_the_golden_one() {
    Golden.assertEqual("stability.txt", text(100));
    Golden.assertEqual("stability.json", StabilityJson.of(report(Stability.VULNERABLE)));
    Golden.assertEqual("stability.svg", StabilityPage.picture(report(Stability.VULNERABLE)));
  }

  @Test
  void no_line_is_wider_than_the_terminal() {
    for (int width : new int[] {40, 60, 100, 200}) {
      assertThat(text(width).lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }
  }

  @Test
  void only_a_stable_system_passes_and_an_unsettled_one_is_inconclusive() {
    assertThat(report(Stability.STABLE).verdict()).isEqualTo(Verdict.PASS);
    assertThat(report(Stability.VULNERABLE).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report(Stability.METASTABLE).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report(Stability.OVERLOADED).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(report(null).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    for (Stability state : Stability.values()) {
      assertThat(report(state).headline()).startsWith(state.word() + " at the load of the file");
    }
  }

  @Test
  void a_state_that_was_not_seen_is_said_not_to_begin() {
    Boundary never = new Boundary(2, NONE, 5);
    assertThat(StabilityReport.begins(never)).isEqualTo("not seen");
    assertThat(StabilityReport.sure(never)).isEqualTo("in none of 5 runs at 200 %");
  }

  @Test
  void the_picture_is_well_formed_and_so_is_the_page() throws Exception {
    String page = StabilityPage.of(report(Stability.VULNERABLE));
    assertThat(page).contains("default-src 'none'").contains("stays down in all runs");
    parse(StabilityPage.picture(report(Stability.VULNERABLE)));
    parse(page.substring(page.indexOf("<main>"), page.indexOf("</main>") + 7));
  }

  private static void parse(String xml) throws Exception {
    try {
      DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
