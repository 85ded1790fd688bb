package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Location;
import java.util.Optional;

/// A resource of a stack.
///
/// @param location of its logical id
record Resource(Stack stack, String id, String type, Node.Mapping body, Location location) {
  /// Its properties as written.
  Node.Mapping written() {
    return body.get("Properties").orElse(null) instanceof Node.Mapping properties
        ? properties
        : new Node.Mapping(location, java.util.List.of());
  }

  /// Its properties, evaluated.
  Node.Mapping properties() {
    return stack.evaluator().resolve(written(), "") instanceof Node.Mapping properties
        ? properties
        : new Node.Mapping(location, java.util.List.of());
  }

  /// One of its properties, evaluated.
  Optional<Node> property(String name) {
    return written().get(name).flatMap(node -> stack.evaluator().value(node, name));
  }

  /// A property that is a text.
  Optional<String> text(String name) {
    return property(name)
        .filter(Node.Scalar.class::isInstance)
        .map(Node.Scalar.class::cast)
        .filter(scalar -> !scalar.isEmpty())
        .map(Nodes::text);
  }

  /// Its name in the account: the one it is given, or the one CloudFormation would make, but for
  /// the random ending.
  String name(String property) {
    return text(property).orElseGet(this::generatedName);
  }

  String generatedName() {
    return stack.name() + "-" + id;
  }

  /// What tells it from all others.
  String key() {
    return stack.name() + "/" + id;
  }

  boolean is(String wanted) {
    return type.equals(wanted);
  }

  /// As a sentence names it.
  @Override
  public String toString() {
    return id + " (" + type + ")";
  }
}
