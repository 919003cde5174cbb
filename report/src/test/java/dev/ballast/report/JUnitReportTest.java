package dev.ballast.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class JUnitReportTest {
  private static Document parsed(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void each_target_is_a_case_and_a_failed_one_carries_its_evidence() throws Exception {
    Document document = parsed(JUnitReport.prove(Given.proof()));
    NodeList suites = document.getElementsByTagName("testsuite");
    assertThat(suites.getLength()).isEqualTo(3);
    Element without = (Element) suites.item(2);
    assertThat(without.getAttribute("tests")).isEqualTo("3");
    assertThat(without.getAttribute("failures")).isEqualTo("1");
    Element failure = (Element) without.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).contains("below the bound of 99 %");
  }

  @Test
  void objective_without_requests_is_an_error_so_that_the_build_does_not_go_green()
      throws Exception {
    Document document = parsed(JUnitReport.prove(Given.proof()));
    Element error = (Element) document.getElementsByTagName("error").item(0);
    assertThat(error.getAttribute("type")).isEqualTo("INCONCLUSIVE");
    assertThat(error.getAttribute("message")).contains("no request was offered on GET /browse");
  }

  @Test
  void counts_of_suites_are_those_of_their_cases() throws Exception {
    Document document = parsed(JUnitReport.drill(Given.drill(false)));
    NodeList suites = document.getElementsByTagName("testsuite");
    for (int i = 0; i < suites.getLength(); i++) {
      Element suite = (Element) suites.item(i);
      assertThat(suite.getElementsByTagName("testcase").getLength())
          .isEqualTo(Integer.parseInt(suite.getAttribute("tests")));
      assertThat(suite.getElementsByTagName("failure").getLength())
          .isEqualTo(Integer.parseInt(suite.getAttribute("failures")));
    }
  }

  @Test
  void hostile_names_cannot_break_out() throws Exception {
    Document document = parsed(JUnitReport.prove(Given.hostile()));
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(document.getDocumentElement().getAttribute("name"))
        .startsWith("<script>alert(1)</script>&\"'");
  }

  @Test
  void proof_is_the_golden_one() {
    Golden.assertEqual("proof.junit.xml", JUnitReport.prove(Given.proof()));
  }
}
