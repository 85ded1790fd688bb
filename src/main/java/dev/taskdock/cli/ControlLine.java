package dev.taskdock.cli;

import dev.taskdock.app.ControlSocket;
import dev.taskdock.app.StateFolder;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Source;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.problem.Masked;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A line to the services of one project, see [Controls].
record ControlLine(String project, Terminal terminal) {
  /// The line to the project that is named, else to the only one that is up.
  ///
  /// @throws Rejected when there is none or more than one; that has been said
  static ControlLine of(Optional<String> project, Terminal terminal) throws IOException, Rejected {
    if (project.filter(p -> !StateFolder.isName(p)).isPresent()) {
      terminal.err().println("taskdock: no name of a project: " + Quoted.of(project.get()));
      throw new Rejected();
    }
    var up = ControlSocket.projects(System.getenv());
    var chosen = project.isPresent() ? up.stream().filter(project.get()::equals).toList() : up;
    if (chosen.size() == 1) {
      return new ControlLine(chosen.getFirst(), terminal);
    }
    terminal
        .err()
        .println(
            chosen.isEmpty()
                ? "taskdock: no services are up" + project.map(p -> " in " + p).orElse("")
                : "taskdock: several projects are up; say which with --project: "
                    + String.join(", ", chosen));
    throw new Rejected();
  }

  /// A request for `action`; members that are empty are left out.
  static Map<String, Object> request(String action) {
    var request = new LinkedHashMap<String, Object>();
    request.put("Action", action);
    return request;
  }

  /// Asks, and hands the answers on.
  ///
  /// @return the exit code: 0, or 1 for a refusal, which has been said
  int ask(Map<String, Object> request, Consumer<String> reply) throws IOException {
    var refusals = new ArrayList<String>();
    boolean there =
        ControlSocket.ask(
            project,
            System.getenv(),
            JsonWriter.line(request),
            line -> {
              var refusal = text(line, "error");
              refusal.ifPresentOrElse(refusals::add, () -> reply.accept(line));
            });
    if (!there) {
      refusals.add(project + " is not up any more");
    }
    refusals.forEach(why -> terminal.err().println(Masked.visible("taskdock: " + why)));
    return refusals.isEmpty() ? ExitCode.FINE : ExitCode.FAILED;
  }

  /// The text member `name` of an object of JSON.
  static Optional<String> text(String json, String name) {
    return fields(json).flatMap(f -> f.text(name));
  }

  static Optional<Fields> fields(String json) {
    var problems = new Problems();
    return JsonReader.read(new Source("<answer>", json), problems)
        .flatMap(root -> Fields.ofRoot(root, new Findings(problems)));
  }

  /// The objects in the list `name`.
  static List<Fields> objects(String json, String name) {
    return fields(json).map(f -> f.objects(name)).orElse(List.of());
  }
}
