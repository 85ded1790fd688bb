package dev.taskdock.engine.docker;

import dev.taskdock.engine.ExecSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A command run in a running container, from its making to its exit code.
final class ExecSession {
  /// How often the exit code is asked for after the output has ended; the engine notes it a moment
  /// later.
  private static final int ATTEMPTS = 200;

  private static final long PAUSE_NANOS = 10_000_000;

  private final DockerApi api;
  private final ExecSpec spec;

  ExecSession(DockerApi api, ExecSpec spec) {
    this.api = api;
    this.spec = spec;
  }

  /// Runs it in a container and returns its exit code.
  int run(String containerId) {
    var subject = new Subject.OneContainer(containerId);
    var path = ApiPath.of("/containers/" + containerId + "/exec");
    String id = api.post(path, body(), subject).at("Id").text();
    Map<String, Object> start = Map.of("Detach", false, "Tty", spec.terminal());
    InputStream input = spec.input().orElseGet(InputStream::nullInputStream);
    try (Answer answer = api.hijack(ApiPath.of("/exec/" + id + "/start"), start, input, subject)) {
      Frames.read(
          answer.getBody(),
          spec.terminal(),
          (errors, _, bytes, length) ->
              write(errors ? spec.errors() : spec.output(), bytes, length));
    } catch (IOException e) {
      throw api.unreachable(e);
    }
    return exitCode(ApiPath.of("/exec/" + id + "/json"));
  }

  private Map<String, Object> body() {
    var body = new LinkedHashMap<String, Object>();
    body.put("Cmd", spec.command());
    body.put("Tty", spec.terminal());
    body.put("AttachStdin", spec.input().isPresent());
    body.put("AttachStdout", true);
    body.put("AttachStderr", true);
    spec.user().ifPresent(user -> body.put("User", user));
    return body;
  }

  /// Writes at once: somebody may be typing at the other end. What goes wrong here is not the
  /// engine's.
  private static void write(OutputStream output, byte[] bytes, int length) {
    try {
      output.write(bytes, 0, length);
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int exitCode(ApiPath path) {
    Json state = api.get(path, Subject.WHOLE);
    for (int attempt = 0; state.at("Running").isTrue() && attempt < ATTEMPTS; attempt++) {
      LockSupport.parkNanos(PAUSE_NANOS);
      state = api.get(path, Subject.WHOLE);
    }
    return (int) state.at("ExitCode").number();
  }
}
