package dev.taskdock.input.terraform;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.terraform.Plan.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which resources an expression of the configuration names, followed through variables, outputs
/// and modules.
///
/// A plan has of an expression either its constant value or the names in it, never its text.
final class References {
  /// How many variables and outputs are followed one after the other.
  private static final int DEEPEST = 40;

  private static final Pattern INDEX =
      Pattern.compile("\\[(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|(\\d+))]");

  private final Plan plan;
  private final Map<String, List<Instance>> byName = new HashMap<>();
  private final Map<String, Map<String, Node.Mapping>> expressions = new HashMap<>();

  References(Plan plan) {
    this.plan = plan;
    plan.instances()
        .forEach(i ->
            byName
                .computeIfAbsent(key(i.module(), i.type(), i.name()), _ -> new ArrayList<>())
                .add(i));
  }

  private static String key(String module, String type, String name) {
    return module + " " + type + "." + name;
  }

  /// Another resource's attribute.
  ///
  /// @param attribute `id` where none is named
  record Target(Instance instance, String attribute) {}

  /// What an expression comes to.
  ///
  /// @param constants values that stand in the configuration
  /// @param others names that lead nowhere: locals, `each.value`, things not in the plan
  record Found(List<Target> targets, List<Node> constants, List<String> others) {
    Found {
      targets = List.copyOf(targets);
      constants = List.copyOf(constants);
      others = List.copyOf(others);
    }
  }

  /// The expressions of a resource; empty where there is no configuration.
  Optional<Node.Mapping> expressions(Instance instance) {
    return Optional.ofNullable(
        expressions
            .computeIfAbsent(instance.module(), this::expressionsIn)
            .get(instance.type() + "." + instance.name()));
  }

  /// Those of all resources of a module.
  private Map<String, Node.Mapping> expressionsIn(String module) {
    var found = new HashMap<String, Node.Mapping>();
    for (var item : module(module).map(m -> Plan.items(m, "resources")).orElse(List.of())) {
      if (item instanceof Node.Mapping resource) {
        var data = Nodes.textOf(resource, "mode").filter("data"::equals).isPresent();
        var name =
            (data ? "data." : "")
                + Nodes.textOf(resource, "type").orElse("")
                + "."
                + Nodes.textOf(resource, "name").orElse("");
        Plan.object(resource, "expressions").ifPresent(e -> found.putIfAbsent(name, e));
      }
    }
    return found;
  }

  /// What `expression` in the resource `of` comes to.
  Found found(Node expression, Instance of) {
    var search = new Search(of);
    search.expression(expression, of.module(), 0);
    return new Found(search.targets, search.constants, List.copyOf(search.others));
  }

  private final class Search {
    private final Instance of;
    private final List<Target> targets = new ArrayList<>();
    private final List<Node> constants = new ArrayList<>();
    private final Set<String> others = new LinkedHashSet<>();
    private final Set<String> seen = new LinkedHashSet<>();

    Search(Instance of) {
      this.of = of;
    }

    void expression(Node expression, String module, int depth) {
      if (!(expression instanceof Node.Mapping object) || depth > DEEPEST) {
        return;
      }
      object.get("constant_value").ifPresent(constants::add);
      var names =
          Plan.items(object, "references").stream()
              .filter(Node.Scalar.class::isInstance)
              .map(n -> ((Node.Scalar) n).text())
              .toList();
      for (var name : names) {
        // Each is written in full and then again without its last step.
        boolean repeated = names.stream().anyMatch(o -> !o.equals(name) && isStepOf(name, o));
        if (!repeated && seen.add(module + " " + name)) {
          name(name, module, depth);
        }
      }
    }

    private static boolean isStepOf(String shorter, String longer) {
      return longer.startsWith(shorter + ".") || longer.startsWith(shorter + "[");
    }

    private void name(String name, String module, int depth) {
      if (name.startsWith("var.")) {
        variable(first(name.substring("var.".length())), module, depth);
      } else if (name.startsWith("module.")) {
        output(name.substring("module.".length()), module, depth);
      } else {
        resource(name, module);
      }
    }

    private void variable(String variable, String module, int depth) {
      if (module.isEmpty()) {
        Plan.object(plan.variables(), variable)
            .flatMap(v -> v.get("value"))
            .ifPresentOrElse(constants::add, () -> others.add("var." + variable));
        return;
      }
      int split = Math.max(0, module.lastIndexOf(".module."));
      var parent = module.substring(0, split);
      var call = module.substring(module.lastIndexOf('.') + 1);
      module(parent)
          .flatMap(m -> Plan.object(m, "module_calls"))
          .flatMap(calls -> Plan.object(calls, call))
          .flatMap(c -> Plan.object(c, "expressions"))
          .flatMap(e -> e.get(variable))
          .ifPresentOrElse(
              e -> expression(e, parent, depth + 1), () -> others.add("var." + variable));
    }

    private void output(String rest, String module, int depth) {
      var call = first(rest);
      var after = INDEX.matcher(rest.substring(call.length())).replaceFirst("");
      var output = after.startsWith(".") ? first(after.substring(1)) : "";
      var child = (module.isEmpty() ? "" : module + ".") + "module." + call;
      module(child)
          .flatMap(m -> Plan.object(m, "outputs"))
          .flatMap(o -> Plan.object(o, output))
          .flatMap(o -> o.get("expression"))
          .ifPresentOrElse(
              e -> expression(e, child, depth + 1), () -> others.add("module." + rest));
    }

    private void resource(String name, String module) {
      boolean data = name.startsWith("data.");
      var plain = data ? name.substring("data.".length()) : name;
      int dot = plain.indexOf('.');
      if (dot < 0) {
        others.add(name);
        return;
      }
      var type = (data ? "data." : "") + plain.substring(0, dot);
      var rest = plain.substring(dot + 1);
      var own = first(rest);
      var after = rest.substring(own.length());
      var index = INDEX.matcher(after);
      boolean indexed = index.lookingAt();
      var key = indexed ? (index.group(1) == null ? index.group(2) : index.group(1)) : "";
      var steps = indexed ? after.substring(index.end()) : after;
      var attribute = steps.startsWith(".") ? first(steps.substring(1)) : "id";
      var meant =
          byName.getOrDefault(key(module, type, own), List.of()).stream()
              .filter(i -> key.isEmpty() || i.key().equals(key))
              .toList();
      var same = meant.stream().filter(i -> isBeside(i)).toList();
      (same.isEmpty() ? meant : same).forEach(i -> targets.add(new Target(i, attribute)));
      if (meant.isEmpty()) {
        others.add(name);
      }
    }

    /// Whether `other` is in the same instance of a module as what asks, where that has keys.
    private boolean isBeside(Instance other) {
      var place = of.place();
      return place.contains("[") && other.place().equals(place);
    }

    private static String first(String path) {
      int end = 0;
      while (end < path.length() && ".[".indexOf(path.charAt(end)) < 0) {
        end++;
      }
      return path.substring(0, end);
    }
  }

  /// The configuration of a module.
  private Optional<Node.Mapping> module(String path) {
    Optional<Node.Mapping> module = Optional.of(plan.configuration());
    for (var step : path.isEmpty() ? List.<String>of() : List.of(path.split("\\.?module\\.", -1))) {
      if (!step.isEmpty()) {
        module =
            module
                .flatMap(m -> Plan.object(m, "module_calls"))
                .flatMap(calls -> Plan.object(calls, step))
                .flatMap(c -> Plan.object(c, "module"));
      }
    }
    return module;
  }
}
