package dev.taskdock.cli;

import dev.taskdock.app.Ahead;
import dev.taskdock.app.FoundTask;
import dev.taskdock.app.Taskdock;
import dev.taskdock.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock ps`: the tasks there are, found by their labels.
final class PsCommand implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("TASK", "DEFINITION", "STATUS", "HEALTH", "ADDRESS", "CONTAINERS", "REACHABLE AT");

  private final Terminal terminal;
  private final Optional<Ahead<Taskdock>> opened;

  private @Nullable String project;
  private boolean json;

  private PsCommand(Terminal terminal, Optional<Ahead<Taskdock>> opened) {
    this.terminal = terminal;
    this.opened = opened;
  }

  /// @param opened where the engine has been asked already
  static CommandSpec of(Terminal terminal, Optional<Ahead<Taskdock>> opened) {
    var ps = new PsCommand(terminal, opened);
    return Options.of(ps, "ps", "List tasks and their containers, from any terminal.")
        .text(v -> ps.project = v, "NAME", "Only this project's.", "--project")
        .flag(v -> ps.json = v, "As DescribeTasks shows them.", "--json")
        .spec();
  }

  @Override
  public Integer call() throws Exception {
    try (var taskdock = opened.map(Ahead::get).orElseGet(Taskdock::open)) {
      var tasks = taskdock.tasksInDetail(Optional.ofNullable(project));
      if (json) {
        JsonWriter.writeLine(
            terminal.out(), Map.of("tasks", tasks.stream().map(TaskDescription::of).toList()));
      } else {
        var rows = new ArrayList<>(List.of(HEADINGS));
        tasks.forEach(t -> rows.add(row(t)));
        var data = terminal.data();
        data.print(Columns.of(rows));
        data.flush();
      }
      return ExitCode.FINE;
    }
  }

  private static List<String> row(FoundTask found) {
    return List.of(
        found.task().id().abbreviated(),
        found.definition(),
        found.task().status(found.wanted()).name(),
        found.task().health(found.wanted()).name(),
        found.holder().flatMap(h -> h.address()).orElse("-"),
        found.task().containers().entrySet().stream()
            .map(e -> e.getKey() + "=" + TaskDescription.brief(found, e.getKey(), e.getValue()))
            .collect(Collectors.joining(" ")),
        found.endpoints().isEmpty()
            ? "-"
            : found.endpoints().stream().map(Object::toString).collect(Collectors.joining(" ")));
  }
}
