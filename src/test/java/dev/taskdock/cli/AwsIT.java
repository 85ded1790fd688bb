package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.aws.FakeAws;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `run --aws` as it is built: the SDK in a folder of its own, on no class path.
@Tag("docker")
final class AwsIT {
  private static final String DB =
      "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-a1B2c3";

  /// Another class path in the place of the test's, with the JVM's options left out.
  private static final String AS_BUILT =
      "java=$1; until [ \"$1\" = dev.taskdock.cli.Main ]; do shift; done;"
          + " exec \"$java\" -cp \"$0\" \"$@\"";

  @RegisterExtension final Workbench bench = new Workbench();

  private FakeAws aws;

  @BeforeEach
  void begin() throws IOException {
    aws = bench.closing(FakeAws.start());
  }

  @Test
  void a_container_gets_what_aws_has_and_the_credentials_of_its_role() {
    aws.parameter("/shop/password", "of-ssm")
        .parameter("/shop/token", "of-ssm")
        .secret(DB, "{\"user\": \"of-asm\"}")
        .object("/config/shop.env", "FROM_S3=of-s3\n");
    bench.file("taskdock.yaml", "secrets: {TOKEN: {value: of-here}}\n");
    var file =
        definition(
            """
            for n in PASSWORD TOKEN USER_ FROM_S3; do echo "$n=${!n}"; done
            exec 3<>/dev/tcp/169.254.170.2/80
            printf 'GET %s HTTP/1.0\\r\\n\\r\\n' $AWS_CONTAINER_CREDENTIALS_RELATIVE_URI >&3
            grep -ao '"AccessKeyId":"[A-Z]*"' <&3
            """);

    var run = run(aws.environment(), "run", "--aws", file);

    run.endsWith(0);
    assertThat(run.out())
        .containsExactly(
            "app | PASSWORD=of-ssm",
            "app | TOKEN=of-here",
            "app | USER_=of-asm",
            "app | FROM_S3=of-s3",
            "app | \"AccessKeyId\":\"ASIAOFTHEROLE\"");
  }

  @Test
  void what_aws_does_not_know_ends_the_task_with_its_reason() {
    aws.secret(DB, "{\"user\": \"hunter2\"}").object("/config/shop.env", "");

    var run = run(aws.environment(), "run", "--aws", definition("echo never"));

    run.endsWith(4);
    assertThat(run.errText())
        .contains(
            "TaskFailedToStart: ResourceInitializationError: unable to pull secrets or registry"
                + " auth: execution resource retrieval failed: unable to retrieve secrets from ssm:"
                + " service call has been retried 1 time(s): invalid ssm parameters:"
                + " /shop/password,/shop/token")
        .doesNotContain("hunter2", "local value");
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void a_run_in_the_background_asks_aws_too() {
    aws.parameter("/shop/password", "of-ssm")
        .parameter("/shop/token", "")
        .secret(DB, "{\"user\": \"\"}")
        .object("/config/shop.env", "");
    var file = definition("echo \"PASSWORD=$PASSWORD\"; sleep 60");

    run(aws.environment(), "run", "-d", "--aws", file).endsWith(0);

    var logs = bench.start("logs", "-f", bench.project());
    assertThat(logs.awaitOut(line -> line.contains("PASSWORD="))).endsWith("PASSWORD=of-ssm");
    bench.done("down", "--project", bench.project());
  }

  @Test
  void without_credentials_nothing_starts() {
    var nobody = bench.folder().toString();

    var run =
        run(
            Map.of(
                "AWS_ENDPOINT_URL",
                aws.address().toString(),
                "AWS_ACCESS_KEY_ID",
                "",
                "AWS_SHARED_CREDENTIALS_FILE",
                nobody + "/none",
                "AWS_CONFIG_FILE",
                nobody + "/none",
                "AWS_PROFILE",
                "shop"),
            "run",
            "--aws",
            definition("echo never"));

    run.endsWith(2);
    assertThat(run.err())
        .containsExactly(
            "taskdock: cannot ask AWS: no keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and"
                + " none of profile shop",
            "  fix  eval \"$(aws configure export-credentials --format env)\"");
    assertThat(aws.asked()).isEmpty();
  }

  private TaskdockProcess run(Map<String, String> environment, String... arguments) {
    var start = TaskdockProcess.Start.of(bench.folder(), arguments);
    if (!TaskdockProcess.isLaunched()) {
      var built = Workbench.home().resolve("target");
      start =
          start.within(
              "sh",
              "-c",
              AS_BUILT,
              built.resolve("taskdock.jar") + File.pathSeparator + built.resolve("lib") + "/*");
    }
    for (var variable : environment.entrySet()) {
      start = start.with(variable.getKey(), variable.getValue());
    }
    return bench.start(start);
  }

  private String definition(String script) {
    var app =
        container("app")
            .with(
                "secrets",
                List.of(
                    Map.of("name", "PASSWORD", "valueFrom", "/shop/password"),
                    Map.of("name", "TOKEN", "valueFrom", "/shop/token"),
                    Map.of("name", "USER_", "valueFrom", DB + ":user::")))
            .with(
                "environmentFiles",
                List.of(Map.of("value", "arn:aws:s3:::config/shop.env", "type", "s3")))
            .bash(script);
    return bench.file(
        "taskdef.json",
        ContainerJson.definition(bench.project(), app)
            .replaceFirst(
                "\\{",
                "{\"executionRoleArn\": \"arn:aws:iam::123456789012:role/shop\","
                    + " \"taskRoleArn\": \"arn:aws:iam::123456789012:role/shop\","));
  }
}
