package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.certificates.Identities;
import dev.taskdock.engine.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `taskdock test` and `taskdock gate`.
@Tag("docker")
final class SmokeTestIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void the_sample_with_services_passes_all_of_its_tests() throws IOException {
    var test = test("--junit", "smoke.xml", sample("nginx-php-fpm").toString());

    test.endsWith(0, TaskdockProcess.PATIENCE_FOR_IMAGES);

    assertThat(test.out())
        .anyMatch(l -> l.matches("  ok    deploy web under load .*\\d+ requests, 0 failed"))
        .anyMatch(l -> l.matches("  ok    kill nginx .*another task is healthy after .*"))
        .anyMatch(l -> l.matches("  ok    look up php-fpm in nginx .*it does not resolve"))
        .last()
        .asString()
        .matches("12 passed in .* s: good to push");
    assertThat(Files.readString(bench.folder().resolve("smoke.xml")))
        .contains("tests=\"12\" failures=\"0\"", "name=\"deploy web under load\"");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void the_batch_sample_passes_by_the_exit_code_that_it_should_have() {
    var test = test("--repeat", "2", sample("one-off").toString());

    test.endsWith(0);

    assertThat(test.out())
        .contains("test of " + bench.project() + ", round 2 of 2")
        .anyMatch(l -> l.matches("  ok    job ends +exit code 3"))
        .endsWith("2 of 2 rounds passed");
  }

  @Test
  void a_sibling_looked_for_by_its_name_is_told_with_the_line_to_change() throws IOException {
    copy(sample("nginx-php-fpm"), bench.folder());
    change("nginx/nginx.conf", "fastcgi_pass 127.0.0.1:9000", "fastcgi_pass php-fpm:9000");
    change("taskdef.json", "taskdock-samples/nginx:1", "taskdock-samples/nginx:wrong-way");
    change("taskdock.yaml", "taskdock-samples/nginx:1", "taskdock-samples/nginx:wrong-way");

    var test = test();
    test.endsWith(4, TaskdockProcess.PATIENCE_FOR_IMAGES);

    assertThat(test.out())
        .contains(
            "error TD6001: \"nginx\" looks for \"php-fpm\" by its name",
            "27│       fastcgi_pass php-fpm:9000;",
            "  fix  write 127.0.0.1:9000 instead of php-fpm:9000")
        .anyMatch(l -> l.endsWith("nginx/nginx.conf:27:20"))
        .anyMatch(l -> l.contains("[emerg] 1#1: host not found in upstream \"php-fpm\""))
        .last()
        .asString()
        .endsWith("not good to push: it did not start");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_listener_with_tls_is_tried_by_the_name_and_with_the_trust_of_its_clients()
      throws Exception {
    var keys = KeyPairGenerator.getInstance("EC").generateKeyPair();
    var shop = Identities.selfSigned(keys, Instant.now(), "shop.test");
    bench.file("shop.crt", pem("CERTIFICATE", shop.leaf().getEncoded()));
    bench.file("shop.key", pem("PRIVATE KEY", shop.key().getEncoded()));
    bench.file(container("app").answering(80, "hello").port(80));
    var file =
        """
        certificates:
          shop: {chain: ./shop.crt, key: ./shop.key}
        loadBalancers:
          web:
            Listeners:
              - Protocol: HTTPS
                Port: 443
                Certificates: [{CertificateArn: shop}]
                DefaultActions: [{Type: forward, TargetGroupArn: app}]
              - Protocol: HTTPS
                Port: 8443
                DefaultActions: [{Type: forward, TargetGroupArn: app}]
          flows:
            Type: network
            Listeners:
              - Protocol: TLS
                Port: 9443
                Certificates: [{CertificateArn: shop}]
                DefaultActions: [{Type: forward, TargetGroupArn: raw}]
        targetGroups:
          app: {Port: 80, HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2}
          raw: {Protocol: TCP, Port: 80, HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2}
        services:
          - serviceName: web
            taskDefinition: taskdef.json
            desiredCount: 1
            loadBalancers:
              - {targetGroupArn: app, containerName: app, containerPort: 80}
              - {targetGroupArn: raw, containerName: app, containerPort: 80}
        """;

    bench.file("taskdock.yaml", file);
    var unwritten = test();
    unwritten.endsWith(0);
    assertThat(unwritten.out())
        .anyMatch(l -> l.matches("  ok    HTTPS at web:443 as shop.test +200 in .*"))
        .anyMatch(l -> l.matches("  ok    HTTPS at web:8443 +200 in .*"))
        .anyMatch(l -> l.matches("  ok    TLS at flows:9443 as shop.test +tls://.* answers"));

    bench.file(
        "taskdock.yaml",
        file
            + """
            tests:
              - http: {port: 443, headers: {Host: shop.test}, contains: hello}
              - http: {port: 8443, contains: hello}
              - http: {port: 443, headers: {Host: other.test}}
              - http: {port: 8443, protocol: HTTP, status: 400}
            """);
    var written = test();
    written.endsWith(1);
    assertThat(written.out())
        .anyMatch(l ->
            l.matches(
                "          came      https://localhost(:\\d+)?/: its certificate is for shop.test,"
                    + " not for other.test"))
        .last()
        .asString()
        .startsWith("4 passed, 1 failed in ");
    assertThat(bench.left()).isEmpty();
  }

  private static String pem(String kind, byte[] bytes) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
  }

  @Test
  void what_is_tried_without_tests_is_read_off_the_definition_and_the_gate_keeps_to_it()
      throws IOException {
    bench.file(container("app").answering(8080, "hello").port(8080));
    var test = test();
    test.endsWith(0);
    assertThat(test.out())
        .anyMatch(l -> l.matches("  ok    app keeps running .*"))
        .anyMatch(l -> l.matches("  ok    connect to app:8080 .*:8080 answers"))
        .anyMatch(l -> l.matches("  ok    stop .*"));

    assertThat(bench.done("gate", "--project", bench.project()).out().getFirst())
        .startsWith(bench.project() + " is what passed at ");

    change("taskdef.json", "hello", "goodbye");
    var gate = bench.start("gate", "--project", bench.project());
    gate.endsWith(1);
    assertThat(gate.err())
        .containsExactly(
            "taskdock: "
                + bench.folder().resolve("taskdef.json").toRealPath()
                + " has changed since",
            "  fix  taskdock test");
  }

  @Test
  void what_fails_is_told_in_every_form_and_forgotten_by_the_gate() throws IOException {
    bench.file(container("app").bash("trap '' TERM; echo deaf; while :; do sleep 0.2; done"));
    bench.file(
        "taskdock.yaml",
        """
        tests:
          - exec: {container: app, command: [cat, /etc/none], contains: something}
          - log: {container: app, contains: deaf}
          - tcp: {container: app, port: 81, within: 200ms}
          - stops: {within: 5s}
        """);

    var test = test("--github", "--junit", "out/smoke.xml");
    test.endsWith(1);

    assertThat(test.out())
        .contains(
            "  FAIL  exec in app: cat /etc/none",
            "          expected  exit code 0, output contains \"something\"",
            "          came      exit code 1, output \"cat: /etc/none: No such file or directory\"",
            "          at        taskdock.yaml:2:5",
            "  FAIL  stop",
            "  last lines of app",
            "    deaf")
        .anyMatch(l -> l.matches("          came      10\\..*:81: connection refused"))
        .anyMatch(l -> l.contains("app had to be killed after 2"));
    assertThat(test.err())
        .anyMatch(l -> l.startsWith("::error file=taskdock.yaml,line=2,col=5,title=exec in app"));
    assertThat(Files.readString(bench.folder().resolve("out/smoke.xml")))
        .contains("tests=\"5\" failures=\"3\"");
    bench.start("gate", "--project", bench.project()).endsWith(1);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void what_fails_stays_up_for_a_look_until_ctrl_c() {
    bench.file(container("app").untilTold());
    bench.file("taskdock.yaml", "tests: [{exec: {container: app, command: [\"false\"]}}]");

    var test = test("--keep-on-failure");
    test.awaitErr("kept up for a look");

    var task = bench.containers().getFirst().labels().getOrDefault(Labels.TASK, "");
    assertThat(bench.done("exec", task.substring(0, 8) + "/app", "echo", "look").out())
        .containsExactly("look");
    test.signal("INT");
    test.endsWith(1);
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void each_way_not_to_pass_has_its_exit_code() {
    bench.file(container("app").untilTold().with("image", "taskdock-it/absent:1"));
    test("--pull", "never").endsWith(4);

    bench.file(
        container("app")
            .untilTold()
            .with(
                "healthCheck",
                java.util.Map.of("command", List.of("CMD-SHELL", "exit 1"), "interval", 5)));
    var late = test("--timeout", "3");
    late.endsWith(5);
    assertThat(late.out()).anyMatch(l -> l.matches("  LATE  start"));

    bench.file("taskdock.yaml", "tests: [{tcp: {container: apq, port: 80}}]");
    var wrong = test();
    wrong.endsWith(2);
    assertThat(wrong.err()).contains("error TD1061: there is no container \"apq\"");
  }

  private TaskdockProcess test(String... arguments) {
    var all =
        new java.util.ArrayList<>(
            List.of("test", "--time-scale", "10", "--project", bench.project()));
    all.addAll(List.of(arguments));
    return bench.start(all.toArray(String[]::new));
  }

  private void change(String file, String from, String to) throws IOException {
    var path = bench.folder().resolve(file);
    var text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static Path sample(String name) {
    return Workbench.home().resolve("samples").resolve(name);
  }
}
