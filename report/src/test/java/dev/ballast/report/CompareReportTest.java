package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompareReportTest {
  private static String text(int width) {
    return CompareTerminal.text(Given.comparison(), new Style(false, false, width));
  }

  @Test
  void document_has_the_fields_that_scripts_depend_on() {
    JsonNode document = JsonMapper.shared().readTree(Given.comparison().json());
    assertThat(document.propertyNames())
        .containsSubsequence("systems", "seed", "verdict", "left_out", "checks", "experiments");
    JsonNode experiment = document.get("experiments").get(0);
    assertThat(experiment.propertyNames())
        .containsSubsequence("name", "verdict", "runs", "verdicts", "differences");
    assertThat(experiment.get("verdicts").get("plain").get("verdict").asString()).isEqualTo("FAIL");
    JsonNode noticed = experiment.get("differences").get(0);
    assertThat(noticed.propertyNames())
        .containsSubsequence(
            "subject", "measure", "a", "b", "difference", "low", "high", "verdict");
    assertThat(noticed.get("verdict").asString()).isEqualTo("better");
  }

  @Test
  void every_report_is_the_golden_one() {
    Golden.assertEqual("comparison.json", Given.comparison().json());
    Golden.assertEqual("comparison.txt", text(100));
    Golden.assertEqual("comparison.junit.xml", JUnitReport.compare(Given.comparison()));
  }

  @Test
  void no_line_is_wider_than_the_terminal() {
    for (int width : new int[] {20, 40, 60, 80, 100, 200}) {
      assertThat(text(width).lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
    }
  }

  @Test
  void difference_is_never_a_failed_case() {
    String xml = JUnitReport.compare(Given.comparison());
    assertThat(xml)
        .contains("bad-release: against plain\" tests=\"3\" failures=\"0\" errors=\"0\"");
  }

  @Test
  void page_asks_nobody_for_anything_and_every_picture_has_a_name() throws IOException {
    String page = ComparePage.html(Given.comparison());
    assertThat(page)
        .doesNotContainPattern("https?://")
        .doesNotContain(" src=")
        .contains("default-src 'none'");
    int pictures = page.split("<svg viewBox=\"0 0 720", -1).length - 1;
    assertThat(pictures).isEqualTo(6); // two of differences, two of outcomes, p50 and p99
    assertThat(page.split("role=\"img\" aria-label=\"[^\"]", -1)).hasSize(pictures + 1);
    Path folder = Files.createDirectories(Path.of("target/pages"));
    Files.writeString(folder.resolve("comparison.html"), page);
  }

  @Test
  void hostile_names_are_shown_and_not_run() throws Exception {
    CompareReport hostile = Given.hostileComparison();
    assertThat(ComparePage.html(hostile)).doesNotContain("<script").doesNotContain("\u001b");
    assertThat(CompareTerminal.text(hostile, Style.plain()))
        .doesNotContain("\u001b")
        .doesNotContain("\u0007");
    assertThat(JsonMapper.shared().readTree(hostile.json()).get("systems").size()).isEqualTo(2);
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(JUnitReport.compare(hostile))));
  }
}
