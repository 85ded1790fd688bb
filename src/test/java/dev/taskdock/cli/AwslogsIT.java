package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What containers with the driver `awslogs` print is kept when their tasks are gone.
@Tag("docker")
final class AwslogsIT {
  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void the_streams_of_a_group_are_read_when_the_task_is_gone() {
    var group = "/ecs/" + bench.project();
    var options =
        Map.of(
            "awslogs-group", group,
            "awslogs-region", "eu-central-1",
            "awslogs-stream-prefix", "web",
            "awslogs-multiline-pattern", "^[A-Z]");
    var script = "echo 'Error: it broke'; echo '  at line 7'; echo 'Done'";
    var app =
        container("app")
            .bash(script)
            .with("logConfiguration", Map.of("logDriver", "awslogs", "options", options));
    var definition =
        ContainerJson.definition(bench.project(), app)
            .replaceFirst("\\{", "{\"executionRoleArn\": \"arn:aws:iam::123456789012:role/x\",");
    bench.done("run", bench.file("taskdef.json", definition));

    var lines = bench.done("logs", "--group", group, "--stream", "web").out();
    var events = bench.done("logs", "--group", group, "--timestamps", "--no-log-prefix").out();

    assertThat(lines)
        .extracting(line -> line.replaceFirst("^app/[0-9a-f]{8} \\| ", ""))
        .containsExactly("Error: it broke", "  at line 7", "Done");
    assertThat(events)
        .satisfiesExactly(
            line -> assertThat(line).matches("20\\S+Z Error: it broke"),
            line -> assertThat(line).isEqualTo("\t  at line 7"),
            line -> assertThat(line).matches("20\\S+Z Done"));
    bench.start("logs", "--group", group, "--stream", "other").endsWith(1);
  }
}
