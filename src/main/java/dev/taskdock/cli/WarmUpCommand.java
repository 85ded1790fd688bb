package dev.taskdock.cli;

import dev.taskdock.app.Taskdock;
import dev.taskdock.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Does once what commands of one [Kind] do, so that the AOT cache that is recorded meanwhile holds
/// their classes, and no others: the JVM loads all that is in its cache before it does anything
/// else, some 30 ms for a thousand classes.
///
/// The engine is a [PretendEngine] at the address that the environment names, as for any command.
@Command(name = "warm-up", hidden = true, description = "Load what commands load.")
final class WarmUpCommand implements Callable<Integer> {
  private static final String TASK =
      """
      {"family": "warm-up", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
       "cpu": "256", "memory": "512",
       "executionRoleArn": "arn:aws:iam::123456789012:role/execution", "containerDefinitions": [
        {"name": "one", "image": "debian:bookworm-slim", "essential": true,
         "portMappings": [{"containerPort": 80, "protocol": "tcp"}],
         "entryPoint": ["/bin/sh", "-c"], "command": ["true"],
         "environment": [{"name": "K", "value": "V"}],
         "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/g",
           "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "p"}}},
        {"name": "two", "image": "debian:bookworm-slim", "essential": false}]}
      """;

  /// Has no role, so that it is looked whether it needs one.
  private static final String PLAIN =
      """
      {"family": "plain", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
       "cpu": "256", "memory": "512", "containerDefinitions": [
        {"name": "one", "image": "debian:bookworm-slim", "command": ["true"]}]}
      """;

  /// Forwards to itself, where another rule answers.
  private static final String BALANCER =
      """
      loadBalancers:
        web:
          Listeners:
            - Protocol: HTTP
              Port: 80
              DefaultActions: [{Type: forward, TargetGroupArn: app}]
              Rules:
                - Priority: 1
                  Conditions: [{Field: http-header, HttpHeaderConfig: {HttpHeaderName: X-Forwarded-For, Values: ["*"]}}]
                  Actions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: "200"}}]
                - Priority: 2
                  Conditions: [{Field: path-pattern, Values: ["/fixed"]}]
                  Actions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: "200"}}]
      targetGroups:
        app: {Port: 80, Matcher: {HttpCode: "200-499"}, Targets: ["127.0.0.1:PORT"]}
      """;

  /// Commands that share a cache.
  enum Kind {
    /// Those that look, or say a word to what runs.
    ASK,
    /// `run`.
    RUN,
    /// Those with a load balancer.
    SERVE
  }

  @Parameters(index = "0", paramLabel = "KIND", description = "What to load.")
  private Kind kind = Kind.ASK;

  @Parameters(index = "1", paramLabel = "FOLDER", description = "A folder to work in.")
  private Path folder = Path.of("");

  private final Terminal terminal;

  WarmUpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /// A build must not hang for what only makes it quicker. A command that does not get through
  /// fails it: what that one would have loaded later is not learnt, and each start pays for it.
  @Override
  public Integer call() throws IOException, InterruptedException {
    var file = folder.resolve("taskdef.json");
    var plain = folder.resolve("plain.json");
    Files.writeString(file, TASK);
    Files.writeString(plain, PLAIN);
    try (var _ = PretendEngine.at(folder.resolve("engine.sock"))) {
      lookForEngine();
      var working = new FutureTask<>(() -> execute(file.toString(), plain.toString()));
      Thread.ofPlatform().daemon().start(working);
      return working.get(60, TimeUnit.SECONDS) ? ExitCode.FINE : ExitCode.OURS;
    } catch (ExecutionException | TimeoutException e) {
      terminal.err().println("warm-up: " + e);
      return ExitCode.OURS;
    }
  }

  /// The search where nothing is chosen, which the address of the pretended engine spares the
  /// commands; whatever comes of it.
  private static void lookForEngine() {
    try {
      Taskdock.openAs(Map.of()).close();
    } catch (EngineException _) {
      // A build needs none.
    }
  }

  private boolean execute(String file, String plain) {
    return switch (kind) {
      case ASK ->
          areFine(
              List.of(
                  List.of("ps"),
                  List.of("ps", "--json"),
                  List.of("validate", file),
                  List.of("validate", "--json", file),
                  List.of("plan", file)));
      case RUN -> runs(file, plain);
      case SERVE -> runs(file, plain) && balances();
    };
  }

  private boolean runs(String file, String plain) {
    return areFine(List.of(List.of("run", "--json", file), List.of("run", plain)));
  }

  private boolean areFine(List<List<String>> commands) {
    return commands.stream().map(this::isFine).reduce(true, Boolean::logicalAnd);
  }

  /// Whether a load balancer, which is its own target, answers as it should.
  private boolean balances() {
    try {
      var file = Files.createDirectories(folder.resolve("lb")).resolve("taskdock.yaml");
      int port = freePort();
      Files.writeString(file, BALANCER.replace("PORT", port + ""));
      var arguments = List.of("lb", "--lb-port", "80=" + port, "--project", "warm-up", file + "");
      var running = new FutureTask<>(() -> isFine(arguments));
      Thread.ofPlatform().daemon().start(running);
      boolean answered = answers(port, "/") && answers(port, "/fixed");
      if (!answered) {
        terminal.err().println("warm-up: lb does not answer as it should");
      }
      Replicas.down(Optional.of("warm-up"), false);
      return answered && running.get(20, TimeUnit.SECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      terminal.err().println("warm-up: lb: " + e);
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Asks until somebody listens.
  private static boolean answers(int port, String path) throws IOException, InterruptedException {
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return answer.startsWith("HTTP/1.1 200 ");
      } catch (ConnectException e) {
        if (System.nanoTime() > deadline
            || new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)) {
          throw e;
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private boolean isFine(List<String> arguments) {
    var said = new ByteArrayOutputStream();
    int code =
        CommandLines.execute(
            new Terminal(said, new PrintStream(said, false, StandardCharsets.UTF_8), false, false),
            arguments.toArray(String[]::new));
    if (code != ExitCode.FINE) {
      terminal.err().println("warm-up: " + arguments + " ended with " + code);
      terminal.err().println(said.toString(StandardCharsets.UTF_8));
    }
    return code == ExitCode.FINE;
  }
}
