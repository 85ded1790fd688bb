package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3040;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Properties of CloudFormation as members of ECS's API: a small first letter, but for a few.
final class Casing {
  private static final Map<String, String> OTHERS =
      Map.of(
          "EFSVolumeConfiguration", "efsVolumeConfiguration",
          "FSxWindowsFileServerVolumeConfiguration", "fsxWindowsFileServerVolumeConfiguration",
          "FilesystemId", "fileSystemId",
          "IAM", "iam",
          "PlacementStrategies", "placementStrategy",
          "ProxyConfigurationProperties", "properties",
          "S3FilesVolumeConfiguration", "s3filesVolumeConfiguration");

  /// Their members' names are the user's own.
  private static final List<String> MAPS =
      List.of("Options", "DockerLabels", "DriverOpts", "Labels", "HookDetails");

  /// No line of them is to be shown: any value may be a credential.
  private static final List<String> CONFIDENTIAL =
      List.of("Environment", "Options", "DockerLabels");

  private final Problems problems;
  private final Map<String, String> names = new HashMap<>();

  Casing(Problems problems) {
    this.problems = problems;
  }

  /// The same values under the names of the API.
  Node.Mapping api(Node.Mapping properties) {
    var members = new ArrayList<Node.Member>();
    for (var member : properties.members()) {
      tellSmall(member);
      members.add(
          new Node.Member(
              names.computeIfAbsent(member.name(), Casing::name),
              member.nameLocation(),
              value(member)));
    }
    return new Node.Mapping(properties.location(), members);
  }

  private Node value(Node.Member member) {
    if (MAPS.contains(member.name())) {
      return Nodes.unquoted(member.value());
    }
    var value = api(member.value());
    return CONFIDENTIAL.contains(member.name()) ? Nodes.unquoted(value) : value;
  }

  private Node api(Node node) {
    return switch (node) {
      case Node.Mapping object -> api(object);
      case Node.Sequence list -> new Node.Sequence(list.location(), items(list));
      case Node.Scalar scalar -> scalar;
    };
  }

  private List<Node> items(Node.Sequence list) {
    var items = new ArrayList<Node>(list.items().size());
    for (var item : list.items()) {
      items.add(api(item));
    }
    return items;
  }

  private void tellSmall(Node.Member member) {
    if (!member.name().isEmpty() && Character.isLowerCase(member.name().charAt(0))) {
      problems.add(
          Diagnostic.error(TD3040, Quoted.of(member.name()) + " begins with a small letter")
              .at(member.nameLocation())
              .becauseAwsSays("Encountered unsupported property " + member.name())
              .fixedBy(
                  "write "
                      + Quoted.of(
                          member.name().substring(0, 1).toUpperCase(Locale.ROOT)
                              + member.name().substring(1))));
    }
  }

  private static String name(String property) {
    var other = OTHERS.get(property);
    if (other != null || property.isEmpty()) {
      return other == null ? property : other;
    }
    return property.substring(0, 1).toLowerCase(Locale.ROOT) + property.substring(1);
  }
}
