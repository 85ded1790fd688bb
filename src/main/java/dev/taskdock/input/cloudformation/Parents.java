package dev.taskdock.input.cloudformation;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Notes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the stack that a parameter names, where nobody says which: the only one of those read that
/// exports everything the template imports by it, as in `!ImportValue` of `${ParentVPCStack}-VPC`.
final class Parents {
  private static final Pattern NAMED = Pattern.compile("\\$\\{(\\w+)}([^$]+)");

  private final StackSet set;
  private final Notes notes;
  private final Map<Stack, Set<String>> exports = new LinkedHashMap<>();

  Parents(StackSet set, Notes notes) {
    this.set = set;
    this.notes = notes;
  }

  /// Gives such parameters the name of the stack.
  void assume() {
    if (set.stacks().size() < 2) {
      return;
    }
    set.stacks().forEach(stack -> exports.put(stack, stack.exportNames()));
    for (var stack : set.stacks()) {
      var suffixes = new LinkedHashMap<String, Set<String>>();
      collect(stack.template().root(), suffixes);
      for (var parameter : stack.parameters().missing()) {
        var asked = suffixes.getOrDefault(parameter.name(), Set.of());
        var fitting = fitting(stack, asked);
        if (fitting.size() == 1) {
          stack.parameters().assume(parameter.name(), fitting.getFirst());
          notes.said(
              "%s of %s is %s, which exports what is imported by it"
                  .formatted(parameter.name(), stack.name(), fitting.getFirst()));
        }
      }
    }
  }

  /// Those that export at least one of the names and, of all, the most.
  private List<String> fitting(Stack importer, Set<String> suffixes) {
    var names = new ArrayList<String>();
    long most = 1;
    for (var other : exports.entrySet()) {
      var name = other.getKey().name();
      long has = suffixes.stream().filter(s -> other.getValue().contains(name + s)).count();
      if (has < most || other.getKey().equals(importer)) {
        continue;
      }
      if (has > most) {
        names.clear();
        most = has;
      }
      names.add(name);
    }
    return names;
  }

  /// What follows the parameter in the names of imports, by parameter.
  private static void collect(Node node, Map<String, Set<String>> suffixes) {
    switch (node) {
      case Node.Scalar _ -> {}
      case Node.Sequence list -> list.items().forEach(item -> collect(item, suffixes));
      case Node.Mapping object -> {
        for (var member : object.members()) {
          if (member.name().equals("Fn::ImportValue")) {
            Nodes.scalars(member.value()).stream()
                .map(scalar -> NAMED.matcher(scalar.text()))
                .filter(matcher -> matcher.matches())
                .forEach(m ->
                    suffixes
                        .computeIfAbsent(m.group(1), _ -> new LinkedHashSet<>())
                        .add(m.group(2)));
          }
          collect(member.value(), suffixes);
        }
      }
    }
  }
}
