package dev.taskdock.cli;

import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock validate`: what Fargate would refuse, without an engine.
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  private List<String> files = List.of();
  private boolean json;
  private boolean noColour;

  private ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    var validate = new ValidateCommand(terminal);
    return Options.of(
            validate,
            "validate",
            "Check task definitions against Fargate's rules; needs no engine.")
        .parameters(v -> validate.files = v, "FILE", "Task definitions; - reads standard input.")
        .flag(v -> validate.json = v, "One object with all diagnostics.", "--json")
        .flag(v -> validate.noColour = v, "No colours.", "--no-color")
        .footer("%nExit codes: 0 none refused, 2 something refused.%n")
        .spec();
  }

  @Override
  public Integer call() throws Exception {
    var problems = new Problems();
    var sources = new HashMap<String, String>();
    var unhandled = new LinkedHashMap<String, List<String>>();
    for (var file : files) {
      var source =
          file.equals("-")
              ? Source.read(System.in, problems)
              : Source.read(Path.of(file), problems);
      source.ifPresent(s -> {
        sources.put(s.file(), s.text());
        TaskDefinitionReader.read(s, problems)
            .filter(r -> !r.unhandled().isEmpty())
            .ifPresent(r -> unhandled.put(s.file(), r.unhandled()));
      });
    }
    if (json) {
      var shape = new LinkedHashMap<String, Object>();
      shape.put("valid", !problems.hasErrors());
      shape.put("diagnostics", problems.all().stream().map(DiagnosticShape::of).toList());
      shape.put("withoutEffectHere", unhandled);
      Json.writeLine(terminal.out(), shape);
    } else {
      print(problems, sources, unhandled);
    }
    return problems.hasErrors() ? ExitCode.USAGE : ExitCode.FINE;
  }

  private void print(
      Problems problems, Map<String, String> sources, Map<String, List<String>> unhandled) {
    var data = terminal.data();
    data.print(Report.text(problems.all(), sources, terminal.colour() && !noColour));
    unhandled.forEach((file, members) ->
        data.println(
            file + ": accepted but without effect here yet: " + String.join(", ", members)));
    data.println(Report.summary(problems.all(), files.size()));
    data.flush();
  }
}
