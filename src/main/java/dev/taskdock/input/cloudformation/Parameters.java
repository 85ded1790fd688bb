package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3010;
import static dev.taskdock.problem.Code.TD3011;
import static dev.taskdock.problem.Code.TD3014;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parameters of one stack: what is declared, and the value that each has.
final class Parameters {
  /// A list that is not known is long enough for every index that people use.
  private static final int UNKNOWN_ITEMS = 6;

  /// What a value has at most, in characters.
  private static final int LONGEST = 4096;

  private static final List<String> TYPES =
      List.of("String", "Number", "CommaDelimitedList", "List<Number>");

  private final Optional<Resource> parent;
  private final String stack;
  private final Setting setting;
  private final Unknowns unknowns;
  private final Problems problems;
  private final Map<String, Declared> declared = new LinkedHashMap<>();
  private final Map<String, Node> values = new HashMap<>();
  private final Set<String> confidential = new HashSet<>();
  private final Set<String> unchecked = new HashSet<>();
  private final Set<String> decisive = new HashSet<>();
  private final Map<String, String> assumed = new HashMap<>();

  /// A parameter as it is declared.
  record Declared(String name, String type, Node.Mapping body, Location location) {
    boolean isList() {
      return type.startsWith("List<")
          || type.equals("CommaDelimitedList")
          || type.contains("Value<List<")
          || type.endsWith("Value<CommaDelimitedList>");
    }

    /// Whether its value is the name of what Parameter Store keeps.
    boolean isStored() {
      return type.startsWith("AWS::SSM::Parameter::Value<");
    }

    boolean isNumber() {
      return type.equals("Number") || type.equals("List<Number>");
    }

    boolean isConfidential() {
      return Nodes.textOf(body, "NoEcho").filter("true"::equalsIgnoreCase).isPresent();
    }

    /// Whether it is the id of something around the tasks, of which any will do here.
    boolean isPlace() {
      return type.contains("AWS::EC2::") && !type.contains("Image::Id");
    }
  }

  /// @param parent the resource of another stack that this stack is, which may give values
  Parameters(
      Optional<Resource> parent,
      String stack,
      Setting setting,
      Unknowns unknowns,
      Problems problems) {
    this.parent = parent;
    this.stack = stack;
    this.setting = setting;
    this.unknowns = unknowns;
    this.problems = problems;
  }

  /// Reads the section.
  void read(Map<String, Node.Member> section) {
    section.forEach((name, member) -> {
      if (!(member.value() instanceof Node.Mapping body) || body.get("Type").isEmpty()) {
        problems.add(
            Diagnostic.error(TD3014, "the parameter " + Quoted.of(name) + " has no type")
                .at(member.nameLocation())
                .becauseAwsSays(
                    "Template format error: Every Parameters object must contain a Type member.")
                .fixedBy("add Type: String"));
        return;
      }
      var type = Nodes.textOf(body, "Type").orElse("String");
      if (!TYPES.contains(type) && !type.contains("AWS::")) {
        problems.add(
            Diagnostic.error(TD3014, "no type of parameters is called " + Quoted.of(type))
                .at(body.get("Type").get().location())
                .becauseAwsSays("Template format error: Unrecognized parameter type: " + type)
                .fixedBy("write one of " + String.join(", ", TYPES)));
      }
      declared.put(name, new Declared(name, type, body, member.nameLocation()));
    });
  }

  Map<String, Declared> declared() {
    return declared;
  }

  /// The values that must not be shown.
  Set<String> confidential() {
    return confidential;
  }

  /// Gives a value to a parameter that has none.
  void assume(String name, String value) {
    assumed.put(name, value);
  }

  boolean has(String name) {
    return declared.containsKey(name);
  }

  /// Whether a condition depends on the value of a parameter that has none.
  boolean isDecisive(String name) {
    return decisive.contains(name);
  }

  /// The parameters that have no value, in the order written.
  List<Declared> missing() {
    return declared.values().stream()
        .filter(p -> given(p).isEmpty() && p.body().get("Default").isEmpty())
        .filter(p -> !assumed.containsKey(p.name()))
        .toList();
  }

  /// The value of a parameter that is declared, which may be a list.
  ///
  /// @param property the property it becomes, which an example has to fit
  Node value(String name, String property) {
    var parameter = declared.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException(name);
    }
    var known = values.get(name);
    if (known == null) {
      known =
          given(parameter).or(() -> defaulted(parameter)).or(() -> assumed(parameter)).orElse(null);
      if (known == null) {
        return unknown(parameter, property);
      }
      values.put(name, known);
    }
    return known;
  }

  private Optional<Node> given(Declared parameter) {
    if (parent.isPresent()) {
      return ofParent(parameter, parent.get());
    }
    var ofOne = last(parameter, false);
    return ofOne
        .or(() -> last(parameter, true))
        .map(a -> checked(parameter, a.value(), a.place().orElse(parameter.location())));
  }

  /// A list is handed down as a text with commas.
  private Optional<Node> ofParent(Declared parameter, Resource resource) {
    var given =
        resource.written().get("Parameters").orElse(null) instanceof Node.Mapping all
            ? all.get(parameter.name())
            : Optional.<Node>empty();
    return given
        .flatMap(node -> resource.stack().evaluator().value(node, ""))
        .map(value ->
            checked(
                parameter,
                String.join(",", Nodes.scalars(value).stream().map(Nodes::text).toList()),
                value.location()));
  }

  private Optional<Node> assumed(Declared parameter) {
    return Optional.ofNullable(assumed.get(parameter.name()))
        .map(value -> checked(parameter, value, parameter.location()));
  }

  private Optional<Assignment> last(Declared parameter, boolean ofAll) {
    return setting.assignments().reversed().stream()
        .filter(a -> a.isFor(stack, parameter.name()) && a.stack().isEmpty() == ofAll)
        .findFirst();
  }

  private Optional<Node> defaulted(Declared parameter) {
    return parameter
        .body()
        .get("Default")
        .map(node ->
            switch (node) {
              case Node.Scalar scalar -> checked(parameter, Nodes.text(scalar), scalar.location());
              case Node.Sequence list -> list;
              case Node.Mapping object -> Nodes.text(object.location(), "");
            });
  }

  private Node checked(Declared parameter, String text, Location at) {
    var stored = values.get(parameter.name());
    if (stored != null) {
      return stored;
    }
    if (parameter.isConfidential() && !text.isEmpty()) {
      confidential.add(text);
    }
    var items = parameter.isList() && !parameter.isStored() ? items(text) : List.of(text);
    for (var item : items) {
      wrong(parameter, item).ifPresent(message -> tell(parameter, item, message, at));
    }
    if (parameter.isStored()) {
      return stored(parameter, text, at);
    }
    return parameter.isList() ? Nodes.texts(at, items) : Nodes.text(at, text);
  }

  private static List<String> items(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /// What Parameter Store keeps under the name that is the value.
  private Node stored(Declared parameter, String name, Location at) {
    var value =
        PublicParameters.value(name)
            .or(() -> StoredValues.parameter(name, setting.values()))
            .orElseGet(() ->
                unknowns.text(
                    Unknown.Kind.STORED, "the SSM parameter " + Quoted.of(name), name, at));
    return parameter.isList() ? Nodes.texts(at, items(value)) : Nodes.text(at, value);
  }

  private void tell(Declared parameter, String value, String message, Location at) {
    var shown = parameter.isConfidential() ? "\"***\"" : Quoted.of(value);
    var own = Nodes.textOf(parameter.body(), "ConstraintDescription");
    problems.add(
        Diagnostic.error(TD3011, "the parameter " + Quoted.of(parameter.name()) + " is " + shown)
            .at(parameter.isConfidential() ? at.unquoted() : at)
            .becauseAwsSays(
                "Parameter '"
                    + parameter.name()
                    + "' "
                    + own.map(o -> "must match: " + o).orElse(message))
            .fixedBy("give another value: --parameter " + parameter.name() + "=VALUE"));
  }

  /// Why a value is not one, in AWS's words.
  private Optional<String> wrong(Declared parameter, String value) {
    var body = parameter.body();
    if (value.length() > LONGEST) {
      return Optional.of("must contain at most " + LONGEST + " characters");
    }
    if (parameter.isNumber() && number(value).isEmpty()) {
      return Optional.of("must be a number.");
    }
    if (body.get("AllowedValues").orElse(null) instanceof Node.Sequence allowed
        && allowed.items().stream()
            .noneMatch(n -> n instanceof Node.Scalar s && Nodes.text(s).equals(value))) {
      var known =
          allowed.items().stream()
              .filter(Node.Scalar.class::isInstance)
              .map(n -> Nodes.text((Node.Scalar) n))
              .toList();
      return Optional.of("must be one of AllowedValues [" + String.join(", ", known) + "].");
    }
    var pattern = Nodes.textOf(body, "AllowedPattern");
    if (pattern.isPresent() && !matches(parameter, pattern.get(), value)) {
      return Optional.of("must match pattern " + pattern.get());
    }
    return outside(parameter, value);
  }

  private static Optional<String> outside(Declared parameter, String value) {
    var body = parameter.body();
    var size =
        parameter.isNumber() ? number(value) : Optional.of(BigDecimal.valueOf(value.length()));
    var names =
        parameter.isNumber() ? List.of("MinValue", "MaxValue") : List.of("MinLength", "MaxLength");
    var least = Nodes.textOf(body, names.getFirst()).flatMap(Parameters::number);
    var most = Nodes.textOf(body, names.getLast()).flatMap(Parameters::number);
    boolean number = parameter.isNumber();
    if (size.isPresent() && least.isPresent() && size.get().compareTo(least.get()) < 0) {
      return Optional.of(
          number
              ? "must be a number not less than " + least.get()
              : "must contain at least " + least.get() + " characters");
    }
    if (size.isPresent() && most.isPresent() && size.get().compareTo(most.get()) > 0) {
      return Optional.of(
          number
              ? "must be a number not greater than " + most.get()
              : "must contain at most " + most.get() + " characters");
    }
    return Optional.empty();
  }

  /// RE2 has no look-around; a pattern with it is not checked, and nothing backtracks for hours.
  private boolean matches(Declared parameter, String pattern, String value) {
    try {
      return Pattern.matches(pattern, value);
    } catch (PatternSyntaxException _) {
      if (unchecked.add(parameter.name())) {
        problems.add(
            Diagnostic.warning(
                    TD3014, "AllowedPattern of " + Quoted.of(parameter.name()) + " is not checked")
                .at(
                    parameter
                        .body()
                        .get("AllowedPattern")
                        .map(Node::location)
                        .orElse(parameter.body().location()))
                .because("Patterns are read with RE2 here, which never looks ahead or back.")
                .fixedBy("look yourself whether the value matches: CloudFormation checks it"));
      }
      return true;
    }
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return text.length() > 30 ? Optional.empty() : Optional.of(new BigDecimal(text.strip()));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private Node unknown(Declared parameter, String property) {
    if (property.equals(Evaluator.DECISION)) {
      decisive.add(parameter.name());
    }
    var text =
        unknowns.text(
            Unknown.Kind.PARAMETER,
            "the parameter " + Quoted.of(parameter.name()),
            stack + ":" + parameter.name(),
            parameter.location());
    var shown = setting.exact() ? text : example(parameter, property, text);
    if (!parameter.isList()) {
      return Nodes.text(parameter.location(), shown);
    }
    var items = new ArrayList<String>();
    for (int i = 0; i < UNKNOWN_ITEMS; i++) {
      items.add(shown + (parameter.isNumber() ? "" : "-" + (char) ('a' + i)));
    }
    return Nodes.texts(parameter.location(), items);
  }

  private static String example(Declared parameter, String property, String text) {
    if (parameter.body().get("AllowedValues").orElse(null) instanceof Node.Sequence allowed
        && !allowed.items().isEmpty()
        && allowed.items().getFirst() instanceof Node.Scalar first) {
      return Nodes.text(first);
    }
    return Examples.of(property, parameter.name(), parameter.isNumber(), text);
  }

  /// Tells the parameters that miss a value, those of `used` as errors: all in one.
  void tellMissing(List<Declared> used) {
    if (used.isEmpty()) {
      return;
    }
    var first = used.getFirst();
    var names = used.stream().map(Declared::name).toList();
    var one = names.size() == 1;
    var diagnostic =
        Diagnostic.error(
                TD3010,
                one
                    ? "no value for the parameter " + Quoted.of(first.name())
                    : "no values for " + names.size() + " parameters")
            .at(first.location())
            .becauseAwsSays("Parameters: [" + String.join(", ", names) + "] must have values")
            .fixedBy(
                String.join(
                    " ", names.stream().map(name -> "--parameter " + name + "=…").toList()));
    problems.add(
        diagnostic.seeAlso(
            used.stream()
                .skip(1)
                .map(p -> new Diagnostic.Related(p.location(), p.name()))
                .toList()));
  }
}
