package dev.taskdock.golden;

import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.taskdefinition.TaskOverrideReader;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What each shape of a task definition becomes. Sections: `input`, and `overrides` that are
/// applied.
final class DefinitionsTest {
  @TestFactory
  Stream<DynamicTest> definitions() {
    return GoldenSuite.tests("definitions", DefinitionsTest::read);
  }

  private static String read(GoldenCase golden) {
    var problems = new Problems();
    var input = golden.first("input").orElseThrow();
    var reading =
        TaskDefinitionReader.read(new Source(input.argument(), input.body()), Map.of(), problems);
    var definition = reading.map(Reading::definition);
    for (var section : golden.all("overrides")) {
      var source = new Source(section.argument(), section.body());
      definition =
          definition.flatMap(
              d -> TaskOverrideReader.read(source, d, problems).map(o -> o.appliedTo(d)));
    }
    var lines = new StringJoiner("\n");
    definition.ifPresent(d -> print(d, lines));
    reading.ifPresent(r -> print("unhandled", String.join(", ", r.unhandled()), lines));
    for (var diagnostic : problems.all()) {
      lines.add(told(diagnostic));
    }
    return lines.toString();
  }

  private static String told(Diagnostic diagnostic) {
    return diagnostic.severity().word() + " " + diagnostic.code() + ": " + diagnostic.what();
  }

  private static void print(TaskDefinition definition, StringJoiner lines) {
    lines.add(definition.familyAndRevision());
    print("platform", definition.platform().platform(), lines);
    definition
        .size()
        .ifPresent(size -> print("size", size.cpu() + " CPU, " + size.memory() + " MiB", lines));
    definition.containers().forEach(container -> print(container, lines));
  }

  private static void print(ContainerDefinition container, StringJoiner lines) {
    lines.add("  " + container.name() + (container.essential() ? "" : " (not essential)"));
    var invocation = container.invocation();
    var resources = container.resources();
    var timeouts = container.timeouts();
    print("  image", container.image(), lines);
    print("  entryPoint", quoted(invocation.entryPoint()), lines);
    print("  command", quoted(invocation.command()), lines);
    print("  workingDirectory", invocation.workingDirectory(), lines);
    print("  user", invocation.user(), lines);
    print("  environment", quoted(container.environment().assignments()), lines);
    print("  ports", joined(container.ports()), lines);
    container.ports().forEach(port -> print("  port name", port.name(), lines));
    print("  cpu", resources.cpu(), lines);
    print("  memory", resources.memory(), lines);
    print("  memoryReservation", resources.memoryReservation(), lines);
    for (var dependency : container.dependencies()) {
      print("  waits for", dependency.container() + " " + dependency.condition(), lines);
    }
    print("  health", container.healthCheck().map(DefinitionsTest::text), lines);
    print("  startTimeout", timeouts.start(), lines);
    print("  stopTimeout", timeouts.stop(), lines);
  }

  private static String text(HealthCheck check) {
    return quoted(check.test())
        + " every "
        + check.interval()
        + ", timeout "
        + check.timeout()
        + ", retries "
        + check.retries()
        + ", start period "
        + check.startPeriod();
  }

  private static String quoted(List<String> texts) {
    return joined(texts.stream().map(text -> "\"" + text.replace("\n", "\\n") + "\"").toList());
  }

  private static String joined(List<?> items) {
    return String.join(" ", items.stream().map(Object::toString).toList());
  }

  private static void print(String label, Optional<?> value, StringJoiner lines) {
    value.ifPresent(present -> print(label, present, lines));
  }

  private static void print(String label, Object value, StringJoiner lines) {
    if (!value.toString().isEmpty()) {
      lines.add("  " + label + ": " + value);
    }
  }
}
