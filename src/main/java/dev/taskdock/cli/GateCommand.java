package dev.taskdock.cli;

import dev.taskdock.app.StateFolder;
import dev.taskdock.app.Taskdock;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.ImageReference;
import dev.taskdock.smoke.Passes;
import dev.taskdock.smoke.TestedImage;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock gate`: whether what is here is what passed `taskdock test`, and the push of it.
final class GateCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final DefinitionOptions definition = new DefinitionOptions();
  private final AwsOptions aws = new AwsOptions();
  private @Nullable String project;
  private boolean push;
  private boolean json;
  private boolean quiet;

  private GateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    return new GateCommand(terminal).options().spec();
  }

  private Options options() {
    var options =
        Options.of(this, "gate", "Refuse unless what is here is what passed `taskdock test`.");
    definition.addTo(options);
    aws.addTo(options);
    return options
        .text(
            v -> project = v, "NAME", "The folder's name or the family, if not given.", "--project")
        .flag(
            v -> push = v,
            "Push the images that are built here, with the credentials of docker login.",
            "--push")
        .flag(v -> json = v, "As one line of JSON.", "--json")
        .flag(v -> quiet = v, "No progress.", "-q", "--quiet")
        .footer(
            "%nExamples:%n",
            "  taskdock test && taskdock gate && docker push …",
            "  taskdock gate --push",
            "",
            "Exit codes: 0 the same, 1 something differs or cannot be pushed.");
  }

  @Override
  public Integer call() throws Exception {
    Refusals.check(terminal, 1, List.of(), project);
    var tested = ProjectLoader.loadToTest(terminal, definition, aws, Optional.ofNullable(project));
    var name = tested.project().name();
    var passed = new Passes(StateFolder.passes(System.getenv())).last(name);
    try (var taskdock = Taskdock.open()) {
      var images = images(tested, taskdock);
      var differences =
          passed
              .map(p -> Passes.differences(p, TestCommand.hashes(tested), images))
              .orElse(List.of("no test of " + name + " has passed, or the last one failed"));
      if (!differences.isEmpty()) {
        differences.forEach(d -> terminal.err().println("taskdock: " + d));
        terminal.err().println("  fix  taskdock test");
      }
      var pushed =
          push && differences.isEmpty()
              ? push(tested, taskdock)
              : new LinkedHashMap<String, Object>();
      if (json) {
        var shape = new LinkedHashMap<String, Object>();
        shape.put("passed", differences.isEmpty());
        shape.put("at", passed.map(Passes.Pass::at));
        shape.put("differences", differences);
        shape.put("images", images.stream().map(ReportShape::image).toList());
        shape.put("pushed", pushed);
        JsonWriter.writeLine(terminal.out(), shape);
      } else if (differences.isEmpty()) {
        var data = terminal.data();
        data.println("%s is what passed at %s".formatted(name, passed.orElseThrow().at()));
        pushed.forEach((image, digest) -> data.println("pushed %s %s".formatted(image, digest)));
        data.flush();
      }
      return differences.isEmpty() ? ExitCode.FINE : ExitCode.FAILED;
    }
  }

  private static List<TestedImage> images(Tested tested, Taskdock taskdock) {
    return references(tested).stream()
        .map(r ->
            taskdock
                .image(r)
                .map(f -> new TestedImage(r.text(), f.id(), f.repoDigests()))
                .orElse(new TestedImage(r.text(), "", List.of())))
        .toList();
  }

  private static List<ImageReference> references(Tested tested) {
    var references = new LinkedHashSet<ImageReference>();
    tested.workload().definitions().stream()
        .flatMap(d -> d.containers().stream())
        .forEach(c -> references.add(c.image()));
    return List.copyOf(references);
  }

  /// Pushes what is built here: all else came from a registry, and is there.
  private Map<String, Object> push(Tested tested, Taskdock taskdock) {
    var built = tested.project().local().builds().stream().map(b -> b.image().canonical()).toList();
    var pushed = new LinkedHashMap<String, Object>();
    try (var progress = new TestProgress(terminal, quiet || json)) {
      for (var image : references(tested)) {
        if (built.contains(image.canonical())) {
          pushed.put(
              image.text(), taskdock.push(image, step -> progress.progressed(image.text(), step)));
        }
      }
    }
    return pushed;
  }
}
