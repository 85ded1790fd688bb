package dev.taskdock.golden;

import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.taskdefinition.TaskOverrideReader;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerOptions;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.RestartPolicy;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference.Asm;
import dev.taskdock.model.SecretReference.Parameter;
import dev.taskdock.model.Storage;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.model.Volume;
import dev.taskdock.model.Volume.Kind.AtLaunch;
import dev.taskdock.model.Volume.Kind.Efs;
import dev.taskdock.model.Volume.Kind.S3Files;
import dev.taskdock.model.Volume.Kind.TaskScoped;
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
    print(definition.options(), lines);
    for (var volume : definition.volumes()) {
      print("volume " + volume.name(), text(volume.kind()), lines);
    }
    definition.containers().forEach(container -> print(container, lines));
  }

  private static void print(TaskOptions options, StringJoiner lines) {
    print("taskRole", options.taskRole(), lines);
    print("executionRole", options.executionRole(), lines);
    print("processes", options.sharedProcesses() ? "shared" : "", lines);
    if (options.ephemeralStorageGib() != TaskOptions.DEFAULT.ephemeralStorageGib()) {
      print("ephemeralStorage", options.ephemeralStorageGib() + " GiB", lines);
    }
    print("faults", options.faultInjection() ? "may be asked for" : "", lines);
    print("tags", assigned(options.tags()), lines);
  }

  private static String text(Volume.Kind kind) {
    return switch (kind) {
      case TaskScoped _ -> "of the task";
      case Efs(var id, var root, var accessPoint) ->
          "EFS " + id + " " + root + accessPoint.map(a -> " through " + a).orElse("");
      case S3Files(var arn, var root) -> "S3 Files " + arn + " " + root;
      case AtLaunch _ -> "chosen at launch";
    };
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
    container.variables().files().forEach(file -> print("  environment file", file, lines));
    container.variables().secrets().forEach(secret -> print("  secret", text(secret), lines));
    print("  ports", joined(container.ports()), lines);
    container.ports().forEach(port -> print("  port name", port.name(), lines));
    print("  cpu", resources.cpu(), lines);
    print("  memory", resources.memory(), lines);
    print("  memoryReservation", resources.memoryReservation(), lines);
    for (var dependency : container.dependencies()) {
      print("  waits for", dependency.container() + " " + dependency.condition(), lines);
    }
    print("  login", container.options().credentials().map(Asm::text), lines);
    print("  health", container.healthCheck().map(DefinitionsTest::text), lines);
    print("  startTimeout", timeouts.start(), lines);
    print("  stopTimeout", timeouts.stop(), lines);
    container
        .lifecycle()
        .restart()
        .ifPresent(r -> print("  restarts", "after " + r.attemptPeriod() + ignored(r), lines));
    print(container.storage(), lines);
    print(container.options(), lines);
    container.logging().configuration().ifPresent(logs -> print(logs, lines));
    container
        .logging()
        .router()
        .ifPresent(r -> print("  router", r.type() + " " + assigned(r.options()), lines));
  }

  private static String ignored(RestartPolicy policy) {
    var codes = policy.ignoredExitCodes().stream().sorted().toList();
    return codes.isEmpty() ? "" : ", not after " + joined(codes);
  }

  private static void print(Storage storage, StringJoiner lines) {
    for (var mount : storage.mounts()) {
      print("  mount", mount.volume() + " at " + mount.path() + mode(mount.readOnly()), lines);
    }
    for (var from : storage.volumesFrom()) {
      print("  volumes of", from.source() + mode(from.readOnly()), lines);
    }
    for (var tmpfs : storage.tmpfs()) {
      var options = tmpfs.options().isEmpty() ? "" : " with " + joined(tmpfs.options());
      print("  tmpfs", tmpfs.size() + " MiB at " + tmpfs.path() + options, lines);
    }
    print("  root", storage.readOnlyRoot() ? "read-only" : "", lines);
  }

  private static String mode(boolean readOnly) {
    return readOnly ? ", read-only" : "";
  }

  private static void print(ContainerOptions options, StringJoiner lines) {
    print("  capabilities added", joined(options.capabilities().add()), lines);
    print("  capabilities dropped", joined(options.capabilities().drop()), lines);
    print("  init", options.init() ? "yes" : "", lines);
    for (var ulimit : options.ulimits()) {
      print("  ulimit", ulimit.name() + " " + ulimit.soft() + " to " + ulimit.hard(), lines);
    }
    print("  system controls", assigned(options.systemControls()), lines);
    print("  input", options.interactive() ? "open" : "", lines);
    print("  terminal", options.pseudoTerminal() ? "yes" : "", lines);
    print("  labels", assigned(options.labels()), lines);
  }

  private static void print(LogConfiguration logs, StringJoiner lines) {
    print("  logs", logs.driver() + " " + assigned(logs.options()), lines);
    logs.secretOptions().forEach(secret -> print("  log secret", text(secret), lines));
  }

  private static String text(Secret secret) {
    var from =
        switch (secret.from()) {
          case Parameter(_, var name, var region) ->
              "parameter " + name + region.map(r -> " in " + r).orElse("");
          case Asm asm ->
              "secret "
                  + asm.name()
                  + asm.jsonKey().map(k -> " key " + k).orElse("")
                  + asm.stage().map(s -> " stage " + s).orElse("")
                  + asm.versionId().map(v -> " version " + v).orElse("");
        };
    return secret.name() + " = " + from;
  }

  private static String assigned(Map<String, String> texts) {
    return joined(texts.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
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
