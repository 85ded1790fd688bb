package dev.taskdock.input.declared;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// An object being made of what stands elsewhere, member by member.
public final class Tree {
  private final Location location;
  private final List<Node.Member> members = new ArrayList<>();

  private Tree(Location location) {
    this.location = location;
  }

  /// One without members, which stands for what is written at `location`.
  public static Tree at(Location location) {
    return new Tree(location);
  }

  /// Adds `name` with a value that stands where it was written.
  public Tree with(String name, Node value) {
    members.add(new Node.Member(name, value.location(), value));
    return this;
  }

  /// Adds `name` with a text at the place of the object.
  public Tree with(String name, String text) {
    return with(name, Nodes.text(location, text));
  }

  /// Adds `name` if there is a value.
  public Tree with(String name, Optional<? extends Node> value) {
    value.ifPresent(node -> with(name, node));
    return this;
  }

  /// Adds `name` with the object that `tree` makes.
  public Tree with(String name, Tree tree) {
    return with(name, tree.end());
  }

  /// Adds `name` with a list of `items`, unless there are none.
  public Tree withAll(String name, Collection<? extends Node> items) {
    if (!items.isEmpty()) {
      with(name, new Node.Sequence(location, List.copyOf(items)));
    }
    return this;
  }

  /// Whether nothing was added.
  public boolean isEmpty() {
    return members.isEmpty();
  }

  /// The object.
  public Node.Mapping end() {
    return new Node.Mapping(location, members);
  }
}
