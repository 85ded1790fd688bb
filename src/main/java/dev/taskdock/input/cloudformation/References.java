package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3004;

import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Tells the names that a template asks for and does not declare, wherever it asks: AWS takes no
/// such template, whether or not the value would matter.
final class References {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}!][^}]*)}");

  private final Stack stack;
  private final Set<String> known;
  private final Map<String, List<Location>> undeclared = new LinkedHashMap<>();

  private References(Stack stack) {
    this.stack = stack;
    this.known = new HashSet<>(stack.names());
    known.addAll(Pseudo.NAMES);
  }

  static void tell(Stack stack) {
    if (stack.mayDeclare()) {
      return;
    }
    var references = new References(stack);
    for (var resource : stack.resources()) {
      references.walk(resource.body(), Set.of());
    }
    stack.outputs().values().forEach(output -> references.walk(output.value(), Set.of()));
    stack.conditions().values().forEach(c -> references.walk(c.value(), Set.of()));
    references.tell();
  }

  private void walk(Node node, Set<String> locals) {
    switch (node) {
      case Node.Scalar _ -> {}
      case Node.Sequence list -> list.items().forEach(item -> walk(item, locals));
      case Node.Mapping object ->
          Nodes.function(object)
              .ifPresentOrElse(
                  function -> function(function, object.location(), locals),
                  () -> object.members().forEach(m -> walk(m.value(), locals)));
    }
  }

  private void function(Node.Member function, Location at, Set<String> locals) {
    var argument = function.value();
    switch (function.name()) {
      case "Ref" -> name(argument, at, locals);
      case "Fn::GetAtt" -> {
        if (argument instanceof Node.Scalar scalar) {
          check(scalar.text().split("\\.", 2)[0], at, locals);
        } else if (argument instanceof Node.Sequence list && !list.items().isEmpty()) {
          name(list.items().getFirst(), at, locals);
        }
      }
      case "Fn::Sub" -> substitution(argument, at, locals);
      default -> walk(argument, locals);
    }
  }

  private void name(Node argument, Location at, Set<String> locals) {
    if (argument instanceof Node.Scalar scalar) {
      check(scalar.text(), at, locals);
    } else {
      walk(argument, locals);
    }
  }

  private void substitution(Node argument, Location at, Set<String> locals) {
    switch (argument) {
      case Node.Scalar text -> variables(text.text(), at, locals);
      case Node.Sequence list -> {
        var inner = new HashSet<>(locals);
        if (list.items().size() > 1 && list.items().get(1) instanceof Node.Mapping variables) {
          variables.members().forEach(m -> inner.add(m.name()));
          walk(variables, locals);
        }
        if (!list.items().isEmpty() && list.items().getFirst() instanceof Node.Scalar text) {
          variables(text.text(), at, inner);
        }
      }
      case Node.Mapping object -> walk(object, locals);
    }
  }

  private void variables(String text, Location at, Set<String> locals) {
    VARIABLE
        .matcher(text)
        .results()
        .map(r -> r.group(1).strip())
        .forEach(name -> {
          if (!locals.contains(name)) {
            check(name.split("\\.", 2)[0], at, locals);
          }
        });
  }

  private void check(String name, Location at, Set<String> locals) {
    if (!known.contains(name) && !locals.contains(name)) {
      undeclared.computeIfAbsent(name, _ -> new ArrayList<>()).add(at);
    }
  }

  private void tell() {
    undeclared.forEach((name, places) ->
        stack
            .problems()
            .add(
                Diagnostic.error(TD3004, "the template declares no " + Quoted.of(name))
                    .at(places.getFirst())
                    .becauseAwsSays(
                        "Template format error: Unresolved resource dependencies ["
                            + name
                            + "] in the Resources block of the template")
                    .fixedBy(
                        Nearest.of(name, known)
                            .map(near -> "write " + Quoted.of(near))
                            .orElse("declare it below Parameters or Resources"))
                    .seeAlso(
                        places.stream()
                            .skip(1)
                            .map(p -> new Diagnostic.Related(p, "here too"))
                            .toList())));
  }
}
