package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.ContainerName;
import dev.taskdock.probe.Judge;
import dev.taskdock.probe.Observation;
import dev.taskdock.probe.Probe;
import dev.taskdock.probe.Trial;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.smoke.Report;
import dev.taskdock.smoke.Report.End;
import dev.taskdock.smoke.Report.Tail;
import dev.taskdock.smoke.Report.Tried;
import dev.taskdock.smoke.TestedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/// One failed test, as each reader gets it.
final class TestResultsTest {
  private static final ContainerName NGINX = new ContainerName("nginx");
  private static final Report FAILED = failed();

  @Test
  void a_person_sees_what_was_tried_expected_and_came_on_one_screen() {
    assertThat(screen(FAILED))
        .isEqualTo(
            """
            test of shop
              ok    start                in 4.2 s
              FAIL  look up db in nginx
                      expected  it does not resolve
                      came      it leads to 10.0.0.7
                      at        taskdock.yaml:12:5
              skip  kill a container     a task that runs alone has no service

              nginx waits for php-fpm HEALTHY

              last lines of nginx
                one
                two ? bell

            error TD6001: "nginx" looks for "php-fpm" by its name
              ┌ nginx/nginx.conf:1:6
             1│ pass php-fpm:9000;
              │      ^^^^^^^^^^^^
              fix  write 127.0.0.1:9000 instead of php-fpm:9000

            1 passed, 1 failed, 1 skipped in 8 s: not good to push
            """);
  }

  @Test
  void what_passed_is_short() {
    var passed =
        new Report(
            "shop",
            End.PASSED,
            List.of(FAILED.tried().getFirst()),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of(),
            Duration.ofMillis(5100));

    assertThat(screen(passed))
        .isEqualTo(
            """
            test of shop
              ok    start  in 4.2 s
            1 passed in 5.1 s: good to push
            """);
  }

  @Test
  void github_gets_an_annotation_at_each_line() {
    assertThat(Annotations.of(FAILED))
        .containsExactly(
            "::error file=taskdock.yaml,line=12,col=5,title=look up db in nginx::expected it does"
                + " not resolve%0Acame it leads to 10.0.0.7",
            "::error file=nginx/nginx.conf,line=1,col=6,title=TD6001 \"nginx\" looks for \"php-fpm\""
                + " by its name::%0Afix: write 127.0.0.1:9000 instead of php-fpm:9000");
  }

  @Test
  void junits_xml_is_read_by_a_parser_and_counts_right() throws Exception {
    var xml = JunitXml.of(List.of(FAILED, FAILED));

    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    var suites = document.getElementsByTagName("testsuite");
    assertThat(suites.getLength()).isEqualTo(2);
    var suite = (Element) suites.item(1);
    assertThat(suite.getAttribute("name")).isEqualTo("taskdock shop 2");
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getAttribute("time")).isEqualTo("8.000");
    var failure = (Element) suite.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).isEqualTo("it leads to 10.0.0.7");
    assertThat(failure.getTextContent()).contains(" ? bell", "nginx/nginx.conf:1:6");
    var probe = (Element) suite.getElementsByTagName("testcase").item(1);
    assertThat(probe.getAttribute("file")).isEqualTo("taskdock.yaml");
    assertThat(probe.getAttribute("line")).isEqualTo("12");
  }

  @Test
  void scripts_get_one_line_of_json() {
    assertThat(JsonWriter.line(ReportShape.of(List.of(FAILED))))
        .startsWith("{\"passed\":false,\"rounds\":[{\"project\":\"shop\",\"result\":\"failed\"")
        .contains(
            "{\"name\":\"look up db in nginx\",\"result\":\"failed\",\"expected\":\"it does not"
                + " resolve\",\"came\":\"it leads to 10.0.0.7\",\"seconds\":0.1,\"location\":{\"file\":"
                + "\"taskdock.yaml\",\"line\":12,\"column\":5,\"length\":3}}")
        .contains("\"images\":[{\"reference\":\"nginx:1\",\"id\":\"sha256:0\",\"digests\":[]}]")
        .contains("\"lastLines\":{\"nginx\":[\"one\",");
  }

  private static Report failed() {
    var start =
        tried(
            Probe.of(new Trial.Start(Duration.ofSeconds(60)), Optional.empty()),
            new Observation.Came("in 4.2 s"));
    var dns =
        tried(
            Probe.of(
                new Trial.Dns(NGINX, "db", false, Optional.empty()),
                Optional.of(new Location("taskdock.yaml", 12, 5, 3))),
            new Observation.Resolved(List.of("10.0.0.7")));
    var kill =
        tried(
            Probe.of(
                new Trial.Replaced(Optional.empty(), Optional.empty(), Duration.ofSeconds(9)),
                Optional.empty()),
            new Observation.Untried("a task that runs alone has no service"));
    var advice =
        Diagnostic.error(Code.TD6001, "\"nginx\" looks for \"php-fpm\" by its name")
            .at(new Location("nginx/nginx.conf", 1, 6, 12))
            .fixedBy("write 127.0.0.1:9000 instead of php-fpm:9000");
    return new Report(
        "shop",
        End.FAILED,
        List.of(start, dns, kill),
        List.of("nginx waits for php-fpm HEALTHY"),
        List.of(new Tail("nginx", List.of("one", "\u001B[31mtwo\u001B[0m \u0007 bell"))),
        List.of(advice),
        Map.of("nginx/nginx.conf", "pass php-fpm:9000;\n"),
        List.of(new TestedImage("nginx:1", "sha256:0", List.of())),
        Duration.ofSeconds(8));
  }

  private static Tried tried(Probe probe, Observation seen) {
    return new Tried(probe, Judge.of(probe.trial(), seen), Duration.ofMillis(100));
  }

  private static String screen(Report report) {
    var out = new ByteArrayOutputStream();
    var err = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    new TestScreen(new Terminal(out, err, false, false)).show(report, Optional.empty());
    return out.toString(StandardCharsets.UTF_8);
  }
}
