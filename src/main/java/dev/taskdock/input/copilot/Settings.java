package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7022;

import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.StandIns;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.model.Locality;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Variables and secrets of containers: those of the manifest, and those that Copilot adds.
final class Settings {
  private final Manifest manifest;
  private final StandIns standIns;
  private final Problems problems;

  Settings(Manifest manifest, StandIns standIns, Problems problems) {
    this.manifest = manifest;
    this.standIns = standIns;
    this.problems = problems;
  }

  /// The list `environment` of a container. No line of it is to be shown.
  ///
  /// @param main whether it is the container of the image, which alone is given topics and queues
  Node environment(Node.Mapping body, String container, boolean main) {
    var at = body.get("variables").map(Node::location).orElse(body.location());
    var variables = new LinkedHashMap<String, Node.Scalar>();
    body.get("env_file")
        .filter(Node.Scalar.class::isInstance)
        .map(Node.Scalar.class::cast)
        .ifPresent(file -> fromFile(file, variables));
    given(at, main).forEach((name, text) -> variables.put(name, Nodes.text(at, text)));
    if (body.get("variables").orElse(null) instanceof Node.Mapping own) {
      for (var member : own.members()) {
        variables.put(member.name(), value(member, container));
      }
    }
    var entries = new ArrayList<Node>();
    variables.forEach((name, value) ->
        entries.add(
            Tree.at(value.location().unquoted())
                .with("name", name)
                .with("value", Nodes.text(value.location().unquoted(), value.text()))
                .end()));
    return new Node.Sequence(at.unquoted(), entries);
  }

  private Node.Scalar value(Node.Member member, String container) {
    if (member.value() instanceof Node.Scalar scalar) {
      return scalar.isEmpty() ? Nodes.text(scalar.location(), "") : scalar;
    }
    var name =
        member.value() instanceof Node.Mapping object
            ? Nodes.textOf(object, "from_cfn").orElse(member.name())
            : member.name();
    var text =
        standIns.of(
            "%s of %s, the export %s".formatted(member.name(), container, Quoted.of(name)),
            name,
            member.value().location());
    return Nodes.text(member.value().location(), text);
  }

  private void fromFile(Node.Scalar file, Map<String, Node.Scalar> variables) {
    var path = manifest.root().resolve(file.text()).normalize();
    if (!Files.isRegularFile(path)) {
      problems.add(
          Diagnostic.warning(TD7022, "no file " + Quoted.of(file.text()) + " of variables")
              .at(file.location())
              .because("Paths in a manifest begin at the folder that holds copilot.")
              .fixedBy("add the file, or --env-file FILE"));
      return;
    }
    Source.read(path, problems)
        .ifPresent(s ->
            EnvironmentFile.read(s, problems)
                .forEach((name, text) ->
                    variables.put(name, Nodes.text(Location.startOf(s.file()), text))));
  }

  /// What Copilot gives every container.
  private Map<String, String> given(Location at, boolean main) {
    var place = manifest.place();
    var given = new LinkedHashMap<String, String>();
    given.put("COPILOT_APPLICATION_NAME", place.application());
    given.put("COPILOT_ENVIRONMENT_NAME", place.environment());
    given.put("COPILOT_SERVICE_NAME", manifest.name());
    given.put("COPILOT_SERVICE_DISCOVERY_ENDPOINT", place.namespace());
    if (!main) {
      return given;
    }
    if (manifest.kind() == Kind.WEB) {
      given.put("COPILOT_LB_DNS", "127.0.0.1");
    }
    var topics = topics(at);
    if (!topics.isEmpty()) {
      given.put("COPILOT_SNS_TOPIC_ARNS", JsonText.of(topics.end()));
    }
    if (manifest.kind() == Kind.WORKER) {
      given.put("COPILOT_QUEUE_URI", queue("EventsQueue"));
    }
    var mounted = Tree.at(at);
    manifest
        .object("storage", "volumes")
        .map(Node.Mapping::members)
        .orElse(List.of())
        .forEach(m -> {
          if (m.value() instanceof Node.Mapping volume) {
            Nodes.textOf(volume, "path").ifPresent(path -> mounted.with(m.name(), path));
          }
        });
    if (!mounted.isEmpty()) {
      given.put("COPILOT_MOUNT_POINTS", JsonText.of(mounted.end()));
    }
    return given;
  }

  private Tree topics(Location at) {
    var topics = Tree.at(at);
    if (manifest.at("publish", "topics").orElse(null) instanceof Node.Sequence list) {
      for (var item : list.items()) {
        if (item instanceof Node.Mapping topic) {
          var fifo = topic.get("fifo").filter(f -> !f.isEmpty()).isPresent() ? ".fifo" : "";
          Nodes.textOf(topic, "name")
              .map(name -> name + fifo)
              .ifPresent(name ->
                  topics.with(
                      name,
                      "arn:aws:sns:%s:%s:%s-%s"
                          .formatted(
                              Locality.NOWHERE.region(),
                              Locality.NOWHERE.account(),
                              manifest.place().of(manifest.name()),
                              name)));
        }
      }
    }
    return topics;
  }

  private String queue(String name) {
    return "https://sqs.%s.amazonaws.com/%s/%s-%s"
        .formatted(
            Locality.NOWHERE.region(),
            Locality.NOWHERE.account(),
            manifest.place().of(manifest.name()),
            name);
  }

  /// The list `secrets` of a container.
  List<Node> secrets(Node.Mapping body) {
    return body.get("secrets").orElse(null) instanceof Node.Mapping own ? named(own) : List.of();
  }

  /// Names and where their values are kept.
  List<Node> named(Node.Mapping secrets) {
    return secrets.members().stream()
        .map(m ->
            (Node)
                Tree.at(m.nameLocation())
                    .with("name", Nodes.text(m.nameLocation(), m.name()))
                    .with("valueFrom", Nodes.text(m.value().location(), keptAt(m)))
                    .end())
        .toList();
  }

  private String keptAt(Node.Member secret) {
    if (secret.value() instanceof Node.Scalar scalar) {
      return scalar.text();
    }
    if (secret.value() instanceof Node.Mapping object) {
      var manager = Nodes.textOf(object, "secretsmanager");
      if (manager.isPresent()) {
        return manager.get().startsWith("arn:")
            ? manager.get()
            : "arn:aws:secretsmanager:%s:%s:secret:%s"
                .formatted(Locality.NOWHERE.region(), Locality.NOWHERE.account(), manager.get());
      }
      var ssm = Nodes.textOf(object, "ssm");
      if (ssm.isPresent()) {
        return ssm.get();
      }
      var exported = Nodes.textOf(object, "from_cfn");
      if (exported.isPresent()) {
        return "/" + exported.get();
      }
    }
    return "";
  }
}
