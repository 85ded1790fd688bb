package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Tree;
import dev.taskdock.problem.Location;
import java.util.List;

/// Attributes of the provider under the names that AWS has for them.
final class Words {
  private final Block from;
  private final Tree to;

  private Words(Block from, Tree to) {
    this.from = from;
    this.to = to;
  }

  /// An object being made of `block`.
  static Words of(Block block) {
    return new Words(block, Tree.at(block.location()));
  }

  /// Adds each attribute that has a value, `provider's word=AWS's word`.
  Words values(String... pairs) {
    for (var pair : pairs) {
      int split = pair.indexOf('=');
      from.scalar(pair.substring(0, split)).ifPresent(v -> to.with(pair.substring(split + 1), v));
    }
    return this;
  }

  /// Adds each attribute that is a list of values.
  Words lists(String... pairs) {
    for (var pair : pairs) {
      int split = pair.indexOf('=');
      to.withAll(pair.substring(split + 1), from.scalars(pair.substring(0, split)));
    }
    return this;
  }

  /// Adds the objects that `make` makes of the blocks of a name.
  Words blocks(String name, String word, java.util.function.Function<Block, Node> make) {
    to.withAll(word, from.blocks(name).stream().map(make).toList());
    return this;
  }

  /// Adds the object that `make` makes of the only block of a name.
  Words block(String name, String word, java.util.function.Function<Block, Node.Mapping> make) {
    from.block(name).map(make).filter(o -> !o.members().isEmpty()).ifPresent(o -> to.with(word, o));
    return this;
  }

  /// Adds tags.
  Words tags(String name, String key, String value) {
    to.withAll(
        name,
        from.map("tags").stream()
            .map(m ->
                (Node) Tree.at(m.nameLocation()).with(key, m.name()).with(value, m.value()).end())
            .toList());
    return this;
  }

  Words with(String name, Node value) {
    to.with(name, value);
    return this;
  }

  Words with(String name, String text) {
    to.with(name, text);
    return this;
  }

  Words withAll(String name, List<? extends Node> items) {
    to.withAll(name, items);
    return this;
  }

  Node.Mapping end() {
    return to.end();
  }

  static Node text(Location at, String text) {
    return Nodes.text(at, text);
  }
}
