package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3002;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `AWS::Include` puts into a template, from files beside it that are called as those in S3.
///
/// Source: CloudFormation, "AWS::Include transform".
final class Includes {
  private static final String TRANSFORM = "Fn::Transform";
  private static final String INCLUDE = "AWS::Include";
  private static final int DEEPEST = 5;

  private final Path folder;
  private final Problems problems;

  private Includes(Path folder, Problems problems) {
    this.folder = folder;
    this.problems = problems;
  }

  /// The template with what it includes in its place.
  static Node in(Source source, Node root, Problems problems) {
    if (!source.text().contains(INCLUDE)) {
      return root;
    }
    var folder = Optional.ofNullable(Path.of(source.file()).getParent()).orElse(Path.of(""));
    return new Includes(folder, problems).whole(root);
  }

  private Node whole(Node root) {
    if (!(root instanceof Node.Mapping object)) {
      return root;
    }
    var members = new ArrayList<Node.Member>();
    for (var member : object.members()) {
      if (!member.name().equals("Transform")) {
        members.add(new Node.Member(member.name(), member.nameLocation(), of(member.value(), 0)));
        continue;
      }
      var others = new ArrayList<Node>();
      for (var transform :
          member.value() instanceof Node.Sequence list ? list.items() : List.of(member.value())) {
        if (isInclude(transform)) {
          included(transform, 0).ifPresent(node -> spliced(node, members));
        } else {
          others.add(transform);
        }
      }
      members.add(
          new Node.Member(
              member.name(),
              member.nameLocation(),
              new Node.Sequence(member.value().location(), others)));
    }
    return new Node.Mapping(object.location(), members);
  }

  private Node of(Node node, int depth) {
    return switch (node) {
      case Node.Scalar scalar -> scalar;
      case Node.Sequence list ->
          new Node.Sequence(
              list.location(), list.items().stream().map(item -> of(item, depth)).toList());
      case Node.Mapping object -> object(object, depth);
    };
  }

  private Node object(Node.Mapping object, int depth) {
    var members = new ArrayList<Node.Member>();
    for (var member : object.members()) {
      if (member.name().equals(TRANSFORM) && isInclude(member.value())) {
        var node = included(member.value(), depth);
        if (node.isPresent()
            && object.members().size() == 1
            && !(node.get() instanceof Node.Mapping)) {
          return node.get();
        }
        node.ifPresent(n -> spliced(n, members));
      } else {
        members.add(
            new Node.Member(member.name(), member.nameLocation(), of(member.value(), depth)));
      }
    }
    return new Node.Mapping(object.location(), members);
  }

  private static void spliced(Node node, List<Node.Member> members) {
    if (node instanceof Node.Mapping more) {
      members.addAll(more.members());
    }
  }

  private static boolean isInclude(Node transform) {
    return transform instanceof Node.Mapping object
        && Nodes.textOf(object, "Name").filter(INCLUDE::equals).isPresent();
  }

  private Optional<Node> included(Node transform, int depth) {
    var location =
        transform instanceof Node.Mapping object
                && object.get("Parameters").orElse(null) instanceof Node.Mapping parameters
            ? parameters.get("Location")
            : Optional.<Node>empty();
    // A name made of parameters ends in the name of the file all the same.
    var url =
        location.flatMap(node -> Nodes.scalars(node).stream().findFirst()).map(Node.Scalar::text);
    var own = new Problems();
    var file =
        url.filter(_ -> depth < DEEPEST)
            .flatMap(u -> Nesting.file(folder, u, transform.location(), own));
    own.all().forEach(problems::add);
    if (file.isEmpty() && own.all().isEmpty()) {
      tellMissing(url.orElse(""), transform.location());
    }
    if (file.isEmpty()) {
      return Optional.empty();
    }
    return Source.read(file.get(), problems)
        .flatMap(s -> Template.tree(s, problems))
        .map(node -> of(node, depth + 1));
  }

  private void tellMissing(String url, Location at) {
    var what = "no file here for the included " + Quoted.of(url);
    problems.add(
        Diagnostic.error(TD3002, what.length() < 72 ? what : what.substring(0, 71))
            .at(at)
            .because("AWS::Include takes a file from S3; here one of its name is looked for.")
            .fixedBy("lay the file beside the template"));
  }
}
