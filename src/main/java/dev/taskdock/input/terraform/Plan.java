package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The resources of a plan or a state, and of a plan the configuration they are of.
///
/// @param configuration the object `root_module` of it; empty where there is none
/// @param variables values of the root module's variables
record Plan(List<Instance> instances, Node.Mapping configuration, Node.Mapping variables) {
  Plan {
    instances = List.copyOf(instances);
  }

  /// One instance of a resource, or of a data source.
  ///
  /// @param module the address of its module without keys, as `module.web.module.lb`; empty for the
  ///   root
  /// @param key what `count` or `for_each` calls it; empty where there is neither
  record Instance(
      String address,
      String module,
      String type,
      String name,
      String key,
      Node.Mapping values,
      Location location) {
    boolean is(String... types) {
      return List.of(types).contains(type);
    }

    /// The address of its module with keys and a dot at its end; empty for the root.
    String place() {
      int type = address.lastIndexOf(this.type + "." + name);
      return address.substring(0, Math.max(0, type));
    }

    /// The text of an attribute that is known.
    Optional<String> known(String attribute) {
      return Nodes.textOf(values, attribute);
    }
  }

  /// Those of these types, which are two names of one thing.
  List<Instance> of(String... types) {
    return instances.stream().filter(i -> i.is(types)).toList();
  }

  /// The plan in `root`.
  static Plan of(Node.Mapping root) {
    var instances = new ArrayList<Instance>();
    var empty = new Node.Mapping(root.location(), List.of());
    var planned = object(root, "planned_values").or(() -> object(root, "values")).orElse(empty);
    object(planned, "root_module").ifPresent(m -> collect(m, instances));
    // Data sources are read while planning; what they said is in the state before.
    object(root, "prior_state")
        .flatMap(s -> object(s, "values"))
        .flatMap(v -> object(v, "root_module"))
        .ifPresent(m -> {
          var before = new ArrayList<Instance>();
          collect(m, before);
          before.stream()
              .filter(i -> i.address().contains("data."))
              .filter(i -> instances.stream().noneMatch(o -> o.address().equals(i.address())))
              .forEach(instances::add);
        });
    if (root.get("resources").orElse(null) instanceof Node.Sequence list) {
      list.items().forEach(item -> ofRawState(item, instances));
    }
    return new Plan(
        instances,
        object(root, "configuration").flatMap(c -> object(c, "root_module")).orElse(empty),
        object(root, "variables").orElse(empty));
  }

  private static void collect(Node.Mapping module, List<Instance> instances) {
    var path = withoutKeys(Nodes.textOf(module, "address").orElse(""));
    for (var item : items(module, "resources")) {
      if (item instanceof Node.Mapping resource) {
        var data = Nodes.textOf(resource, "mode").filter("data"::equals).isPresent();
        var type = Nodes.textOf(resource, "type").orElse("");
        instances.add(
            new Instance(
                Nodes.textOf(resource, "address").orElse(""),
                path,
                data ? "data." + type : type,
                Nodes.textOf(resource, "name").orElse(""),
                Nodes.textOf(resource, "index").orElse(""),
                object(resource, "values").orElseGet(() -> empty(resource)),
                resource.get("address").map(Node::location).orElse(resource.location())));
      }
    }
    for (var item : items(module, "child_modules")) {
      if (item instanceof Node.Mapping child) {
        collect(child, instances);
      }
    }
  }

  /// A resource of `terraform.tfstate` as it is stored.
  private static void ofRawState(Node item, List<Instance> instances) {
    if (!(item instanceof Node.Mapping resource)) {
      return;
    }
    var data = Nodes.textOf(resource, "mode").filter("data"::equals).isPresent();
    var type = (data ? "data." : "") + Nodes.textOf(resource, "type").orElse("");
    var name = Nodes.textOf(resource, "name").orElse("");
    var module = Nodes.textOf(resource, "module").orElse("");
    for (var one : items(resource, "instances")) {
      if (one instanceof Node.Mapping instance) {
        var key = Nodes.textOf(instance, "index_key").orElse("");
        instances.add(
            new Instance(
                (module.isEmpty() ? "" : module + ".")
                    + type
                    + "."
                    + name
                    + (key.isEmpty() ? "" : "[" + key + "]"),
                withoutKeys(module),
                type,
                name,
                key,
                object(instance, "attributes").orElseGet(() -> empty(instance)),
                resource.get("name").map(Node::location).orElse(resource.location())));
      }
    }
  }

  private static Node.Mapping empty(Node at) {
    return new Node.Mapping(at.location(), List.of());
  }

  /// `module.a["x"].module.b[0]` as `module.a.module.b`.
  static String withoutKeys(String address) {
    var plain = new StringBuilder();
    boolean quoted = false;
    int depth = 0;
    for (int at = 0; at < address.length(); at++) {
      char c = address.charAt(at);
      if (c == '"' && depth > 0) {
        quoted = !quoted;
      } else if (c == '[' && !quoted) {
        depth++;
      } else if (c == ']' && !quoted) {
        depth = Math.max(0, depth - 1);
      } else if (depth == 0) {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  static List<Node> items(Node.Mapping object, String name) {
    return object.get(name).orElse(null) instanceof Node.Sequence list ? list.items() : List.of();
  }

  static Optional<Node.Mapping> object(Node.Mapping object, String name) {
    return object.get(name).orElse(null) instanceof Node.Mapping inner
        ? Optional.of(inner)
        : Optional.empty();
  }
}
