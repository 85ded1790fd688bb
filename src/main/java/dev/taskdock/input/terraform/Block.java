package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.terraform.Plan.Instance;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A resource, or a block inside of one, read by the provider's words.
///
/// What the plan leaves out is what its configuration refers to, where that names another resource.
///
/// @param expressions of the configuration for this block; without members where there are none
record Block(Instance of, Node.Mapping values, Node.Mapping expressions, References references) {
  /// The whole of a resource.
  static Block of(Instance instance, References references) {
    return new Block(
        instance,
        instance.values(),
        references
            .expressions(instance)
            .orElseGet(() -> new Node.Mapping(instance.location(), List.of())),
        references);
  }

  Location location() {
    return values.members().isEmpty() ? of.location() : values.location();
  }

  /// Where an attribute stands, or what lacks it.
  Location placeOf(String attribute) {
    return values.get(attribute).map(Node::location).orElse(location());
  }

  /// An attribute that is one value; a number or a boolean is as good as a text.
  Optional<Node.Scalar> scalar(String attribute) {
    var known = values.get(attribute);
    if (known.isPresent()) {
      return known
          .filter(Node.Scalar.class::isInstance)
          .filter(n -> !n.isEmpty())
          .map(n -> Nodes.text(n.location(), Nodes.text((Node.Scalar) n)));
    }
    return all(attribute).stream().findFirst();
  }

  Optional<String> text(String attribute) {
    return scalar(attribute).map(Node.Scalar::text);
  }

  boolean is(boolean wanted, String attribute) {
    return text(attribute).filter(Boolean.toString(wanted)::equals).isPresent();
  }

  /// An attribute that is a list of values.
  List<Node.Scalar> scalars(String attribute) {
    var known = values.get(attribute);
    if (known.isEmpty()) {
      return all(attribute);
    }
    return known.get() instanceof Node.Sequence list
        ? list.items().stream()
            .filter(Node.Scalar.class::isInstance)
            .filter(n -> !n.isEmpty())
            .map(n -> Nodes.text(n.location(), Nodes.text((Node.Scalar) n)))
            .toList()
        : List.of();
  }

  /// What the configuration refers to where the plan knows no value: of a resource with several
  /// instances first the one with the same key.
  private List<Node.Scalar> all(String attribute) {
    var expression = expressions.get(attribute);
    if (expression.isEmpty()) {
      return List.of();
    }
    var found = references.found(expression.get(), of);
    var at = expression.get().location();
    var own = new ArrayList<Node.Scalar>();
    var others = new ArrayList<Node.Scalar>();
    for (var target : found.targets()) {
      var mine = target.instance().key().equals(of.key());
      Identities.of(target.instance(), target.attribute())
          .map(text -> Nodes.text(at, text))
          .ifPresent((mine ? own : others)::add);
    }
    own.addAll(others);
    for (var constant : found.constants()) {
      Nodes.scalars(constant).stream()
          .filter(s -> !s.isEmpty())
          .map(s -> Nodes.text(at, s.text()))
          .forEach(own::add);
    }
    return own;
  }

  /// What an attribute refers to that is nowhere in the plan, or that the plan knows not.
  List<String> unresolved(String attribute) {
    return expressions
        .get(attribute)
        .map(e -> references.found(e, of))
        .map(f -> {
          var names = new ArrayList<>(f.others());
          f.targets().forEach(t -> names.add(t.instance().address() + "." + t.attribute()));
          return (List<String>) names;
        })
        .orElse(List.of());
  }

  /// The blocks of that name. Terraform has a list even where there can be one only.
  List<Block> blocks(String name) {
    var written = expressionsOf(name);
    var blocks = new ArrayList<Block>();
    if (values.get(name).orElse(null) instanceof Node.Sequence list) {
      int index = 0;
      for (var item : list.items()) {
        if (item instanceof Node.Mapping block) {
          blocks.add(new Block(of, block, fitting(written, block, index), references));
        }
        index++;
      }
    } else if (!values.has(name)) {
      var nothing = new Node.Mapping(of.location(), List.of());
      written.forEach(e -> blocks.add(new Block(of, nothing, e, references)));
    }
    return blocks;
  }

  Optional<Block> block(String name) {
    return blocks(name).stream().findFirst();
  }

  private List<Node.Mapping> expressionsOf(String name) {
    return Plan.items(expressions, name).stream()
        .filter(Node.Mapping.class::isInstance)
        .map(Node.Mapping.class::cast)
        .toList();
  }

  /// The expressions that a block is of: those whose constants it has, for a plan orders the blocks
  /// of a set anew.
  private Node.Mapping fitting(List<Node.Mapping> written, Node.Mapping block, int index) {
    return written.stream()
        .filter(e -> e.members().stream().allMatch(m -> agrees(m, block)))
        .filter(e -> e.members().stream().anyMatch(m -> isConstant(m.value())))
        .findFirst()
        .or(() -> written.size() == 1 ? Optional.of(written.getFirst()) : Optional.empty())
        .or(() -> index < written.size() ? Optional.of(written.get(index)) : Optional.empty())
        .orElseGet(() -> new Node.Mapping(block.location(), List.of()));
  }

  private static boolean isConstant(Node expression) {
    return expression instanceof Node.Mapping object && object.has("constant_value");
  }

  private static boolean agrees(Node.Member expression, Node.Mapping block) {
    var constant =
        expression.value() instanceof Node.Mapping object
            ? Nodes.textOf(object, "constant_value")
            : Optional.<String>empty();
    var value = Nodes.textOf(block, expression.name());
    return constant.isEmpty() || value.isEmpty() || value.equals(constant);
  }

  /// An attribute that is a map of texts.
  List<Node.Member> map(String attribute) {
    return values.get(attribute).orElse(null) instanceof Node.Mapping map
        ? map.members()
        : List.of();
  }
}
