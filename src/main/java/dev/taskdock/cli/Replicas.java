package dev.taskdock.cli;

import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.FoundTask;
import dev.taskdock.json.JsonWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// Tasks that belong to services: what is done to them goes through whoever keeps those up, who
/// would start them again otherwise.
final class Replicas {
  private Replicas() {}

  /// Stops a task if it is a service's, and returns when it has stopped; says whether it was one.
  static boolean stop(FoundTask task) throws IOException {
    var request = ControlLine.request("StopTask");
    request.put("task", task.task().id().id());
    var stopped = new AtomicBoolean();
    ControlSocket.ask(
        task.project(),
        System.getenv(),
        JsonWriter.line(request),
        line -> stopped.set(ControlLine.text(line, "error").isEmpty()));
    return stopped.get();
  }

  /// Ends the services of a project, or of all, and returns when nothing of them is left.
  static void down(Optional<String> project, boolean kill) throws IOException {
    var request = ControlLine.request("DeleteServices");
    request.put("force", kill);
    var silent = new ArrayList<ControlSocket.Silent>();
    for (var up : ControlSocket.projects(System.getenv())) {
      if (project.filter(p -> !p.equals(up)).isEmpty()) {
        try {
          ControlSocket.ask(up, System.getenv(), JsonWriter.line(request), _ -> {});
        } catch (ControlSocket.Silent e) {
          silent.add(e);
        }
      }
    }
    // The others are not kept waiting.
    if (!silent.isEmpty()) {
      throw silent.getFirst();
    }
  }
}
