package dev.taskdock.input.copilot;

import static dev.taskdock.problem.Code.TD7021;
import static dev.taskdock.problem.Code.TD7023;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.StandIns;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A manifest with the section of its environment merged over it.
///
/// @param place the application and the environment it is for
/// @param root the folder that holds `copilot`, in which its paths begin
record Manifest(
    Source source, Kind kind, String name, Node.Mapping body, AppPlace place, Path root) {
  /// Of which application and environment.
  record AppPlace(String application, String environment) {
    String namespace() {
      return environment + "." + application + ".local";
    }

    /// How Copilot begins the names of what it makes for a workload.
    String of(String workload) {
      return application + "-" + environment + "-" + workload;
    }
  }

  /// Members of all kinds, and of those kinds that have them.
  static final List<String> KNOWN =
      List.of(
          "name",
          "type",
          "image",
          "entrypoint",
          "command",
          "cpu",
          "memory",
          "platform",
          "count",
          "exec",
          "http",
          "nlb",
          "alb",
          "network",
          "variables",
          "env_file",
          "secrets",
          "storage",
          "publish",
          "subscribe",
          "logging",
          "sidecars",
          "taskdef_overrides",
          "observability",
          "deployment",
          "environments",
          "on",
          "retries",
          "timeout");

  private static final Pattern VARIABLE = Pattern.compile("(\\\\?)\\$\\{([_a-zA-Z][_a-zA-Z0-9]*)}");

  /// Merges and fills in.
  static Manifest of(
      Source source,
      Kind kind,
      Node.Mapping written,
      AppPlace place,
      Path root,
      CopilotSetting setting,
      StandIns standIns,
      Problems problems) {
    tellUnknown(written, "", problems);
    Node merged = Nodes.without(written, "environments");
    if (written.get("environments").orElse(null) instanceof Node.Mapping environments
        && environments.get(place.environment()).orElse(null) instanceof Node.Mapping own) {
      tellUnknown(own, " in " + Quoted.of(place.environment()), problems);
      merged = merged(merged, own);
    }
    var filled = new Filling(place, setting, standIns, problems).filled(merged);
    var body = filled instanceof Node.Mapping object ? object : written;
    var name = Nodes.textOf(body, "name").orElse("");
    return new Manifest(source, kind, name, body, place, root);
  }

  private static void tellUnknown(Node.Mapping object, String where, Problems problems) {
    for (var member : object.members()) {
      if (!KNOWN.contains(member.name())) {
        problems.add(
            Diagnostic.warning(
                    TD7021,
                    "unknown member " + Quoted.of(member.name()) + " in the manifest" + where)
                .at(member.nameLocation())
                .because("Copilot reads over it.")
                .fixedBy(
                    Nearest.of(member.name(), KNOWN)
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
      }
    }
  }

  /// Maps are merged, all else is replaced; of two members of which one excludes the other the
  /// environment's stays.
  private static Node merged(Node below, Node above) {
    if (!(below instanceof Node.Mapping old && above instanceof Node.Mapping own)) {
      return above;
    }
    var members = new ArrayList<Node.Member>();
    for (var member : old.members()) {
      var other = own.get(member.name());
      if (other.isPresent()) {
        members.add(
            new Node.Member(
                member.name(), member.nameLocation(), merged(member.value(), other.get())));
      } else if (!isExcluded(member.name(), own)) {
        members.add(member);
      }
    }
    own.members().stream().filter(m -> !old.has(m.name())).forEach(members::add);
    return new Node.Mapping(old.location(), members);
  }

  private static boolean isExcluded(String name, Node.Mapping own) {
    return (name.equals("build") && own.has("location"))
        || (name.equals("location") && own.has("build"));
  }

  /// Fills in `${NAME}`.
  private record Filling(
      AppPlace place, CopilotSetting setting, StandIns standIns, Problems problems) {
    Node filled(Node node) {
      return filled(node, "");
    }

    private Node filled(Node node, String member) {
      return switch (node) {
        case Node.Scalar scalar -> filled(scalar, member);
        case Node.Sequence list ->
            new Node.Sequence(
                list.location(), list.items().stream().map(i -> filled(i, member)).toList());
        case Node.Mapping object ->
            new Node.Mapping(
                object.location(),
                object.members().stream()
                    .map(m ->
                        new Node.Member(m.name(), m.nameLocation(), filled(m.value(), m.name())))
                    .toList());
      };
    }

    private Node.Scalar filled(Node.Scalar scalar, String member) {
      if (!scalar.text().contains("${")) {
        return scalar;
      }
      var text =
          VARIABLE
              .matcher(scalar.text())
              .replaceAll(m ->
                  Matcher.quoteReplacement(
                      m.group(1).isEmpty()
                          ? value(m.group(2), member, scalar.location())
                          : m.group().substring(1)));
      return new Node.Scalar(scalar.location(), Node.Scalar.Kind.ANY, text);
    }

    private String value(String name, String member, Location at) {
      var own =
          Map.of(
              "COPILOT_APPLICATION_NAME", place.application(),
              "COPILOT_ENVIRONMENT_NAME", place.environment());
      return Optional.ofNullable(own.get(name))
          .or(() -> Optional.ofNullable(setting.shell().get(name)))
          .orElseGet(() -> missing(name, at) + (member.equals("alias") ? ".example" : ""));
    }

    private String missing(String name, Location at) {
      var what = Quoted.of(name) + " is not set here";
      problems.add(
          (setting.exact() ? Diagnostic.error(TD7023, what) : Diagnostic.warning(TD7023, what))
              .at(at)
              .because("Copilot: environment variable " + Quoted.of(name) + " is not defined")
              .fixedBy("export " + name + "=…"));
      return standIns.of("the variable " + name, name, at);
    }
  }

  /// The object at that path; empty where it is something else.
  Optional<Node.Mapping> object(String... path) {
    return at(path).filter(Node.Mapping.class::isInstance).map(Node.Mapping.class::cast);
  }

  /// The value at that path, unless it says nothing.
  Optional<Node> at(String... path) {
    Optional<Node> node = Optional.of(body);
    for (var name : path) {
      node =
          node.flatMap(n -> n instanceof Node.Mapping object ? object.get(name) : Optional.empty());
    }
    return node.filter(n -> !n.isEmpty());
  }

  /// The text at that path.
  Optional<String> text(String... path) {
    return scalar(path).map(Node.Scalar::text);
  }

  /// The scalar at that path.
  Optional<Node.Scalar> scalar(String... path) {
    return at(path).filter(Node.Scalar.class::isInstance).map(Node.Scalar.class::cast);
  }

  /// Where the value at that path stands, or where the manifest begins.
  Location placeOf(String... path) {
    return at(path).map(Node::location).orElse(body.location());
  }

  /// Whether the value at that path is the boolean `expected`.
  boolean is(boolean expected, String... path) {
    return text(path).filter(t -> t.equalsIgnoreCase(Boolean.toString(expected))).isPresent();
  }
}
