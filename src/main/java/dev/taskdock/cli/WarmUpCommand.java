package dev.taskdock.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Does once what commands do, so that the AOT cache that is recorded meanwhile holds their
/// classes.
///
/// The engine is a [PretendEngine] at the address that the environment names, as for any command.
@Command(name = "warm-up", hidden = true, description = "Load what commands load.")
final class WarmUpCommand implements Callable<Integer> {
  private static final String TASK =
      """
      {"family": "warm-up", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
       "cpu": "256", "memory": "512", "containerDefinitions": [
        {"name": "one", "image": "debian:bookworm-slim", "essential": true,
         "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
         "entryPoint": ["/bin/sh", "-c"], "command": ["true"],
         "environment": [{"name": "K", "value": "V"}],
         "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/g",
           "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "p"}}},
        {"name": "two", "image": "debian:bookworm-slim", "essential": false}]}
      """;

  @Parameters(paramLabel = "FOLDER", description = "A folder to work in.")
  private Path folder = Path.of("");

  /// A build must not hang for what only makes it quicker.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var file = folder.resolve("taskdef.json");
    Files.writeString(file, TASK);
    try (var _ = PretendEngine.at(folder.resolve("engine.sock"))) {
      var working = Thread.ofPlatform().daemon().start(() -> execute(file.toString()));
      return working.join(Duration.ofSeconds(30)) ? ExitCode.FINE : ExitCode.OURS;
    }
  }

  private static void execute(String file) {
    perform("run", "--json", file);
    perform("run", file);
    perform("ps");
    perform("ps", "--json");
    perform("validate", file);
    perform("validate", "--json", file);
    perform("plan", file);
  }

  private static void perform(String... arguments) {
    var nowhere = new ByteArrayOutputStream();
    CommandLines.execute(
        new Terminal(
            nowhere, new PrintStream(nowhere, false, StandardCharsets.UTF_8), false, false),
        arguments);
  }
}
