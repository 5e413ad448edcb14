package dev.alpnmux.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ReportTest {
  private static final Target TARGET =
      new Target(
          "localhost",
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 8443),
          Optional.empty(),
          List.of(),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          false,
          Optional.empty());

  private static final List<Finding> FINDINGS =
      List.of(
          finding("unknown-id", Outcome.pass("alert 120", "alert 120")),
          finding("no-alpn", Outcome.fail("alert 120", "a \"ServerHello\" <&>\u0000")),
          finding("no-name", Outcome.notApplicable("no name is required")));

  private static Finding finding(String name, Outcome outcome) {
    Check check = new Check(name, "AMX-SEL-4", "it is <sent>", () -> outcome);
    return new Finding(check, outcome);
  }

  private static String printed(Function<PrintStream, Report> report) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Report to = report.apply(new PrintStream(printed, true, StandardCharsets.UTF_8));
    to.begin(new Group("ids", List.of()));
    FINDINGS.forEach(to::add);
    to.end(FINDINGS);
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void textHasALineForEachAndALastOneThatCounts() {
    assertThat(printed(out -> new TextReport(out, TARGET)).replace("\0", "NUL"))
        .isEqualToNormalizingNewlines(
            """
            localhost:8443 (127.0.0.1), no server name, no known service

            ids
              PASS  AMX-SEL-4   it is <sent>                    alert 120
              FAIL  AMX-SEL-4   it is <sent>                    a "ServerHello" <&>NUL
                                                                wanted: alert 120
              n/a   AMX-SEL-4   it is <sent>                    no name is required

            3 checks: 1 passed, 1 failed (AMX-SEL-4), 1 not applicable
            """);
  }

  @Test
  void junitIsReadByAnXmlParser() throws Exception {
    byte[] xml = printed(out -> new JUnitReport(out, TARGET)).getBytes(StandardCharsets.UTF_8);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml));

    Element suite = document.getDocumentElement();
    assertThat(suite.getAttribute("name")).isEqualTo("alpnmux probe localhost:8443");
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    NodeList cases = suite.getElementsByTagName("testcase");
    assertThat(((Element) cases.item(0)).getAttribute("name"))
        .isEqualTo("unknown-id: it is <sent>");
    Element failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message"))
        .isEqualTo("a \"ServerHello\" <&>?; wanted: alert 120");
    assertThat(failure.getParentNode()).isSameAs(cases.item(1));
    assertThat(suite.getElementsByTagName("skipped").getLength()).isOne();
  }

  @Test
  void jsonEscapesWhatWasSeen() {
    assertThat(printed(out -> new JsonReport(out, TARGET)))
        .contains("\"seen\":\"a \\\"ServerHello\\\" <&>\\u0000\"")
        .contains("\"passed\":1,\"failed\":1,\"notApplicable\":1")
        .doesNotContain("serverName");
  }
}
