package dev.taskdock.cli;

import dev.taskdock.app.Taskdock;
import dev.taskdock.json.JsonWriter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock metadata`: what a container sees at its metadata address.
@Command(
    name = "metadata",
    description = "Show what a container sees at ECS_CONTAINER_METADATA_URI_V4.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  taskdock metadata nginx",
      "  taskdock metadata --whole 7f3a12cd/nginx",
      "  taskdock metadata --stats nginx"
    })
final class MetadataCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "[TASK/]CONTAINER", description = "Which one's.")
  private String target = "";

  @Option(names = "--task", paramLabel = "ID", description = "The task it is in.")
  private @Nullable String task;

  @Option(names = "--whole", description = "Of its whole task: what stands at /task.")
  private boolean whole;

  @Option(names = "--stats", description = "What it uses: what stands at /stats.")
  private boolean stats;

  MetadataCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    try (var taskdock = Taskdock.open()) {
      var word = task == null ? target : task + "/" + target;
      var chosen = new TaskPicker(taskdock.tasks(Optional.empty())).target(word, terminal.err());
      var path = (whole ? "/task" : "") + (stats ? "/stats" : "");
      var document = taskdock.metadata(chosen.task(), chosen.container(), path);
      var data = terminal.data();
      data.println(JsonWriter.indented(document));
      data.flush();
      return ExitCode.FINE;
    } catch (IOException e) {
      terminal.err().println("taskdock: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }
}
