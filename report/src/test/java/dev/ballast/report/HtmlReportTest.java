package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  @Test
  void page_asks_nobody_for_anything() {
    for (String page :
        new String[] {HtmlReport.prove(Given.proof()), HtmlReport.drill(Given.drill(true))}) {
      assertThat(page)
          .doesNotContainPattern("https?://")
          .doesNotContain(" src=")
          .doesNotContain("<link")
          .doesNotContain("@import")
          .contains("default-src 'none'");
    }
  }

  @Test
  void hostile_names_are_shown_and_not_run() {
    String page = HtmlReport.prove(Given.hostile());
    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain("\u001b")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;");
  }

  @Test
  void page_has_the_effective_file_the_seed_and_the_line_that_repeats_it() {
    assertThat(HtmlReport.drill(Given.drill(true)))
        .contains("replicas: 3      # &lt;b&gt;not markup&lt;/b&gt;")
        .contains("Seed 42")
        .contains("ballast drill examples/streaming/system.yaml bad-release --seed 42");
  }

  @Test
  void every_chart_has_a_name_for_those_who_do_not_see_it() {
    String page = HtmlReport.drill(Given.drill(true));
    int charts = page.split("<svg viewBox=\"0 0 720", -1).length - 1;
    assertThat(charts).isEqualTo(8);
    assertThat(page.split("role=\"img\" aria-label=\"[^\"]", -1)).hasSize(charts + 1);
  }

  @Test
  void same_report_is_the_same_page() {
    assertThat(HtmlReport.drill(Given.drill(true))).isEqualTo(HtmlReport.drill(Given.drill(true)));
  }

  @Test
  void pages_can_be_looked_at_after_the_build() throws IOException {
    Path folder = Files.createDirectories(Path.of("target/pages"));
    Files.writeString(folder.resolve("proof.html"), HtmlReport.prove(Given.proof()));
    Files.writeString(folder.resolve("drill.html"), HtmlReport.drill(Given.drill(true)));
    Files.writeString(folder.resolve("hostile.html"), HtmlReport.prove(Given.hostile()));
    assertThat(folder.resolve("drill.html")).isNotEmptyFile();
  }
}
