package dev.taskdock.cli;

import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.PortMapping;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.simulation.Rehearsal;
import dev.taskdock.state.WantedTask;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock plan`: the resolved definition and the start order, without an engine.
final class PlanCommand implements Callable<Integer> {
  private final Terminal terminal;

  private final DefinitionOptions definition = new DefinitionOptions();
  private boolean json;

  private PlanCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    var plan = new PlanCommand(terminal);
    var options =
        Options.of(plan, "plan", "Show what would run and in which order; needs no engine.");
    plan.definition.addTo(options);
    return options
        .flag(v -> plan.json = v, "One object: the definition and the order.", "--json")
        .footer(
            "%n",
            "The order is that of a rehearsal in which images are there and health checks pass.")
        .spec();
  }

  @Override
  public Integer call() throws Exception {
    var task = WantedTask.of(DefinitionLoader.load(terminal, definition).task()).definition();
    var order = Rehearsal.of(task, 1).lines();
    if (json) {
      var shape = shape(task);
      shape.put("order", order);
      JsonWriter.writeLine(terminal.out(), shape);
      return ExitCode.FINE;
    }
    var data = terminal.data();
    print(task, data);
    data.println();
    order.forEach(data::println);
    data.flush();
    return ExitCode.FINE;
  }

  private static void print(TaskDefinition task, PrintStream data) {
    data.println(
        task.familyAndRevision()
            + "  "
            + task.platform().platform()
            + task.size()
                .map(s -> "  cpu %s, memory %s MiB".formatted(s.cpu(), s.memory()))
                .orElse(""));
    for (var container : task.containers()) {
      data.println("  " + container.name() + "  " + container.image());
      facts(container).forEach((name, value) -> data.println("    " + name + ": " + words(value)));
    }
  }

  private static String words(Object value) {
    return value instanceof List<?> items
        ? String.join(" ", items.stream().map(Object::toString).toList())
        : value.toString();
  }

  private static Map<String, Object> shape(TaskDefinition task) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("family", task.family());
    shape.put("revision", task.revision());
    task.size()
        .ifPresent(s -> {
          shape.put("cpu", s.cpu().toString());
          shape.put("memory", s.memory().toString());
        });
    shape.put("runtimePlatform", Map.of("cpuArchitecture", task.platform()));
    shape.put(
        "containerDefinitions",
        task.containers().stream()
            .map(c -> {
              var container = new LinkedHashMap<String, Object>();
              container.put("name", c.name());
              container.put("image", c.image());
              container.putAll(facts(c));
              return container;
            })
            .toList());
    return shape;
  }

  /// What is set, under ECS's names. Environment variables by name only: people keep secrets there.
  private static Map<String, Object> facts(ContainerDefinition container) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("essential", container.essential());
    put(facts, "entryPoint", container.invocation().entryPoint());
    put(facts, "command", container.invocation().command());
    container.invocation().user().ifPresent(u -> facts.put("user", u));
    container.invocation().workingDirectory().ifPresent(w -> facts.put("workingDirectory", w));
    put(facts, "ports", container.ports().stream().map(PortMapping::toString).toList());
    put(facts, "environment", List.copyOf(container.environment().variables().keySet()));
    put(facts, "environmentFiles", container.variables().files());
    put(
        facts,
        "secrets",
        container.variables().secrets().stream()
            .map(s -> s.name() + "=" + s.from().text())
            .toList());
    container.resources().cpu().ifPresent(c -> facts.put("cpu", c.units()));
    container.resources().memory().ifPresent(m -> facts.put("memory", m.count()));
    put(
        facts,
        "dependsOn",
        container.dependencies().stream().map(d -> d.container() + "=" + d.condition()).toList());
    facts.put("stopTimeout", container.timeouts().stop().toSeconds());
    return facts;
  }

  private static void put(Map<String, Object> facts, String name, List<String> value) {
    if (!value.isEmpty()) {
      facts.put(name, value);
    }
  }
}
