package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2001;
import static dev.taskdock.problem.Code.TD2005;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Where in a file the task definition is, or what the file is instead.
final class Shape {
  /// The largest definition ECS takes, in bytes of its JSON.
  private static final int LARGEST = 65_536;

  /// What a file without containers has to have for us to miss them.
  private static final List<String> TELLING =
      List.of(
          "family", "networkMode", "requiresCompatibilities", "executionRoleArn", "taskRoleArn");

  private Shape() {}

  /// The definition in `root`; empty where it holds none, after telling what it seems to be.
  static Optional<Node.Mapping> definitionIn(Node root, Problems problems) {
    if (root instanceof Node.Mapping object) {
      return inObject(object, problems);
    }
    var what = "a list of containers, not a task definition";
    boolean containers =
        root instanceof Node.Sequence list
            && !list.items().isEmpty()
            && list.items().getFirst() instanceof Node.Mapping first
            && (first.has("image") || first.has("name"));
    problems.add(
        Diagnostic.error(TD2001, containers ? what : root.described() + ", not a task definition")
            .at(root.location())
            .because("A task definition is an object with \"family\" and \"containerDefinitions\".")
            .fixedBy(
                containers
                    ? "write {\"family\": \"…\", \"containerDefinitions\": [ … ]} around the list"
                    : ""));
    return Optional.empty();
  }

  private static Optional<Node.Mapping> inObject(Node.Mapping object, Problems problems) {
    if (object.has("containerDefinitions")) {
      return sized(object, problems);
    }
    if (object.get("taskDefinition").orElse(null) instanceof Node.Mapping inner) {
      return sized(inner, problems);
    }
    if (TELLING.stream().anyMatch(object::has) && !object.has("services")) {
      return sized(object, problems);
    }
    var other = Guess.of(object);
    problems.add(
        Diagnostic.error(TD2001, other.what() + ", not a task definition")
            .at(object.location())
            .because("A task definition is an object with \"family\" and \"containerDefinitions\".")
            .fixedBy(other.fix()));
    return Optional.empty();
  }

  /// What an object is that is no task definition.
  private record Guess(String what, String fix) {
    static Guess of(Node.Mapping object) {
      if (object.has("ContainerDefinitions") || object.has("Properties")) {
        return new Guess(
            "a piece of a CloudFormation template",
            "begin names with a small letter, as in \"containerDefinitions\", \"family\"");
      }
      if (object.get("Resources").orElse(null) instanceof Node.Sequence) {
        return new Guess(
            "an AppSpec file of CodeDeploy", "name the file of the task definition it deploys");
      }
      if (object.has("Resources") || object.has("AWSTemplateFormatVersion")) {
        return new Guess(
            "a CloudFormation template",
            "name the template itself: taskdock run TEMPLATE, or taskdock up TEMPLATE");
      }
      if (object.has("services")) {
        return new Guess("a compose file", "taskdock import FILE makes a task definition of it");
      }
      if (object.has("serviceName") || object.has("desiredCount")) {
        return new Guess("a service", "name the file of the task definition it runs");
      }
      if (object.has("containerOverrides")) {
        return new Guess("overrides of RunTask", "give them with --overrides @FILE");
      }
      if (object.has("jobs") && object.has("on")) {
        return new Guess("a workflow of GitHub Actions", Workflows.fix(object));
      }
      if (object.has("kind") && object.has("apiVersion")) {
        return new Guess("a Kubernetes object", "name the JSON of the task definition");
      }
      if (object.has("image")) {
        return new Guess(
            "a single container",
            "write {\"family\": \"…\", \"containerDefinitions\": [ … ]} around it");
      }
      return new Guess("an object without \"containerDefinitions\"", "");
    }
  }

  private static Optional<Node.Mapping> sized(Node.Mapping definition, Problems problems) {
    long length = length(definition);
    if (length > LARGEST) {
      problems.add(
          Diagnostic.error(TD2005, "the definition has " + length + " bytes, 65536 are allowed")
              .at(definition.location())
              .becauseAwsSays(
                  "Actual length: '" + length + "'. Max allowed length is '" + LARGEST + "' bytes.")
              .fixedBy("move long values of environment variables into files or secrets"));
      return Optional.empty();
    }
    return Optional.of(definition);
  }

  /// The bytes of `node` as JSON without blanks, as it is sent to ECS.
  private static long length(Node node) {
    return switch (node) {
      case Node.Mapping object -> {
        long length = 1;
        for (var member : object.members()) {
          length += quoted(member.name()) + 1 + length(member.value()) + 1;
        }
        yield length;
      }
      case Node.Sequence list -> {
        long length = 1;
        for (var item : list.items()) {
          length += length(item) + 1;
        }
        yield length;
      }
      case Node.Scalar scalar ->
          switch (scalar.kind()) {
            case TEXT, ANY -> quoted(scalar.text());
            case NUMBER, BOOLEAN, NULL -> scalar.text().length();
          };
    };
  }

  private static long quoted(String text) {
    long length = 2;
    boolean ascii = true;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      length += c == '"' || c == '\\' || c < ' ' ? 2 : 1;
      ascii = ascii && c < 0x80;
    }
    return ascii ? length : length - text.length() + text.getBytes(StandardCharsets.UTF_8).length;
  }
}
