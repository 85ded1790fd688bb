package dev.taskdock.cli;

import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.StandIns;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import dev.taskdock.problem.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock validate`: what Fargate would refuse, without an engine.
final class ValidateCommand implements Callable<Integer> {
  private final Terminal terminal;

  private final DefinitionOptions template = new DefinitionOptions();
  private List<String> files = List.of();
  private boolean json;
  private boolean sarif;
  private boolean strict;
  private boolean noColour;

  private ValidateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    var validate = new ValidateCommand(terminal);
    var options =
        Options.of(
            validate,
            "validate",
            "Check task definitions against Fargate's rules; needs no engine.");
    validate.template.addTemplateTo(options);
    return options
        .parameters(
            v -> validate.files = v,
            "FILE",
            "Task definitions, templates, taskdock.yaml, cdk.out; - reads standard input.")
        .flag(v -> validate.json = v, "One object with all diagnostics.", "--json")
        .flag(v -> validate.sarif = v, "The same as a SARIF 2.1.0 log.", "--sarif")
        .flag(
            v -> validate.strict = v,
            "Refuse what AWS refuses and a run here does not, and what has no effect here.",
            "--strict")
        .flag(v -> validate.noColour = v, "No colours.", "--no-color")
        .footer("%nExit codes: 0 none refused, 2 something refused.%n")
        .spec();
  }

  @Override
  public Integer call() throws Exception {
    if (json && sarif) {
      terminal.err().println("taskdock: --json or --sarif: there is one standard output");
      return ExitCode.USAGE;
    }
    var problems = new Problems();
    var sources = new HashMap<String, String>();
    var unhandled = new LinkedHashMap<String, List<String>>();
    var templates = new ArrayList<Source>();
    var overlays = new ArrayList<Source>();
    var read = new LinkedHashMap<Source, Optional<Reading>>();
    files.forEach(f -> DefinitionOptions.tellAssembly(f, problems));
    var all = files.stream().flatMap(f -> DefinitionOptions.paths(f).stream()).toList();
    for (var file : all) {
      var source =
          file.equals("-")
              ? Source.read(System.in, problems)
              : Source.read(Path.of(file), problems);
      source.ifPresent(s -> {
        sources.put(s.file(), s.text());
        if (InputShape.of(s).isDeclared()) {
          templates.add(s);
          return;
        }
        if (OverlayChecks.isOverlay(s)) {
          overlays.add(s);
          return;
        }
        var reading = TaskDefinitionReader.read(s, problems);
        read.put(s, reading);
        reading
            .filter(r -> !r.unhandled().isEmpty())
            .ifPresent(r -> unhandled.put(s.file(), r.unhandled()));
      });
    }
    checkOverlays(overlays, read, templates, problems, sources);
    read.forEach((source, reading) ->
        reading
            .filter(r -> !r.definition().volumes().isEmpty())
            .ifPresent(r ->
                StandIns.tell(
                    r.definition(), OverlayChecks.volumes(source), r.origins(), problems)));
    if (!templates.isEmpty()) {
      DeclaredChecks.check(templates, template, unhandled, problems);
    }
    var diagnostics = problems.all().stream().flatMap(d -> judged(d).stream()).toList();
    boolean refused = diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
    if (sarif) {
      JsonWriter.writeLine(terminal.out(), Sarif.log(diagnostics));
    } else if (json) {
      var shape = new LinkedHashMap<String, Object>();
      shape.put("valid", !refused);
      shape.put("diagnostics", diagnostics.stream().map(DiagnosticShape::of).toList());
      shape.put("withoutEffectHere", unhandled);
      JsonWriter.writeLine(terminal.out(), shape);
    } else {
      print(diagnostics, sources, unhandled, all.size());
    }
    return refused ? ExitCode.USAGE : ExitCode.FINE;
  }

  /// What reads a `taskdock.yaml` is not loaded where there is none.
  private static void checkOverlays(
      List<Source> overlays,
      Map<Source, Optional<Reading>> read,
      List<Source> templates,
      Problems problems,
      Map<String, String> sources) {
    var definitions = Stream.concat(read.keySet().stream(), templates.stream()).toList();
    boolean any = !overlays.isEmpty() || definitions.stream().anyMatch(OverlayChecks::hasOneBeside);
    if (any) {
      var checks = new OverlayChecks(problems, sources);
      read.forEach(checks::read);
      overlays.forEach(checks::whole);
      definitions.forEach(checks::beside);
    }
  }

  /// As it counts here: to the strict a note is an error, and so is a warning of what AWS refuses;
  /// to all others a note is nothing.
  private Optional<Diagnostic> judged(Diagnostic diagnostic) {
    if (strict) {
      return Optional.of(Strictness.judged(diagnostic));
    }
    return Optional.of(diagnostic).filter(d -> d.severity() != Severity.NOTE);
  }

  private void print(
      List<Diagnostic> diagnostics,
      Map<String, String> sources,
      Map<String, List<String>> unhandled,
      int count) {
    var data = terminal.data();
    data.print(Report.text(diagnostics, sources, terminal.colour() && !noColour));
    // The strict have been told each of them with its place.
    (strict ? Map.<String, List<String>>of() : unhandled)
        .forEach((file, members) ->
            data.println(
                file + ": accepted but without effect here: " + String.join(", ", members)));
    data.println(Report.summary(diagnostics, count));
    data.flush();
  }
}
