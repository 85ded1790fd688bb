package dev.taskdock.hooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.taskdock.control.HookTargets;
import dev.taskdock.model.HookStandIn;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.Locality;
import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.HookCall;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The stand-ins of a run. One that is closed ends the programs that still run.
public final class StandIns implements HookTargets, AutoCloseable {
  /// The longest that a function runs, and the most that it answers.
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private static final int LONGEST_ANSWER = 6 * 1024 * 1024;

  private final Map<String, HookStandIn> standIns;
  private final Locality locality;
  private final Duration patience;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Process> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /// @param standIns by the ARN or the name of a function
  public StandIns(Map<String, HookStandIn> standIns, Locality locality) {
    this(standIns, locality, PATIENCE);
  }

  StandIns(Map<String, HookStandIn> standIns, Locality locality, Duration patience) {
    this.standIns = Map.copyOf(standIns);
    this.locality = locality;
    this.patience = patience;
  }

  @Override
  public HookAnswer call(HookCall call) {
    var standIn = standIn(call.target());
    if (standIn.isEmpty()) {
      return new HookAnswer.Succeeded(Optional.of("has no stand-in below \"hooks\""));
    }
    var event = HookEvent.of(call, locality);
    try {
      return switch (standIn.get()) {
        case HookStandIn.Command command -> run(command, event, call);
        case HookStandIn.Server server -> post(server, event, call);
      };
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new HookAnswer.Failed("was interrupted");
    }
  }

  private Optional<HookStandIn> standIn(String target) {
    return Optional.ofNullable(standIns.get(target))
        .or(() -> Optional.ofNullable(standIns.get(LifecycleHook.nameIn(target))));
  }

  private HookAnswer run(HookStandIn.Command command, String event, HookCall call)
      throws InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command.words())
              .directory(Path.of(command.folder()).toFile())
              .redirectError(Redirect.INHERIT)
              .start();
    } catch (IOException _) {
      return new HookAnswer.Failed("could not be started: " + command.words().getFirst());
    }
    running.add(process);
    try {
      if (closed) {
        return new HookAnswer.Failed("was interrupted");
      }
      var _ = threads.submit(() -> tell(process, event));
      var output = threads.submit(() -> limited(process.getInputStream()));
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return tooLong();
      }
      if (process.exitValue() != 0) {
        return new HookAnswer.Failed("ended with exit code " + process.exitValue());
      }
      // What it has started may keep its output open.
      return reply(output.get(1, TimeUnit.SECONDS), call);
    } catch (java.util.concurrent.ExecutionException _) {
      return new HookAnswer.Failed("broke off its answer");
    } catch (java.util.concurrent.TimeoutException _) {
      return new HookAnswer.Failed("left its output open");
    } finally {
      end(process);
    }
  }

  /// A program need not read its event.
  private static boolean tell(Process process, String event) {
    try (var in = process.getOutputStream()) {
      in.write((event + "\n").getBytes(UTF_8));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private HookAnswer post(HookStandIn.Server server, String event, HookCall call)
      throws InterruptedException {
    var request =
        HttpRequest.newBuilder(server.uri())
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(event))
            .build();
    try (var client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(threads).build()) {
      try {
        var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
          return answer.statusCode() / 100 == 2
              ? reply(limited(body), call)
              : new HookAnswer.Failed("answered with status " + answer.statusCode());
        }
      } finally {
        client.shutdownNow();
      }
    } catch (HttpTimeoutException _) {
      return tooLong();
    } catch (IOException _) {
      return new HookAnswer.Failed("could not be reached at " + server.uri());
    }
  }

  private HookAnswer tooLong() {
    return new HookAnswer.Failed(
        "gave no answer within %d seconds".formatted(patience.toSeconds()));
  }

  private static byte[] limited(InputStream answer) throws IOException {
    return answer.readNBytes(LONGEST_ANSWER + 1);
  }

  private static HookAnswer reply(byte[] answer, HookCall call) {
    return answer.length > LONGEST_ANSWER
        ? new HookAnswer.Failed("answered with more than 6 MB")
        : HookReply.read(new String(answer, UTF_8), call.details());
  }

  private void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    running.remove(process);
  }

  @Override
  public void close() {
    closed = true;
    running.forEach(this::end);
    threads.shutdownNow();
  }
}
