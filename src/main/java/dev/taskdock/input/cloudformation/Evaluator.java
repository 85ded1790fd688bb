package dev.taskdock.input.cloudformation;

import static dev.taskdock.problem.Code.TD3002;
import static dev.taskdock.problem.Code.TD3003;
import static dev.taskdock.problem.Code.TD3004;
import static dev.taskdock.problem.Code.TD3005;
import static dev.taskdock.problem.Code.TD3006;

import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Evaluates the functions of one stack.
///
/// What is evaluated stands where it was asked for: the text of a parameter has the place of the
/// `Ref`, so that a reader's complaint underlines what the user wrote there.
///
/// Source: CloudFormation, "Intrinsic function reference".
final class Evaluator {
  private static final List<String> FUNCTIONS =
      List.of(
          "Ref",
          "Fn::Base64",
          "Fn::Cidr",
          "Fn::FindInMap",
          "Fn::GetAtt",
          "Fn::GetAZs",
          "Fn::If",
          "Fn::ImportValue",
          "Fn::Join",
          "Fn::Length",
          "Fn::Select",
          "Fn::Split",
          "Fn::Sub",
          "Fn::ToJsonString",
          "Fn::Transform");
  private static final List<String> OF_CONDITIONS =
      List.of("Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or");
  private static final Pattern DYNAMIC =
      Pattern.compile("\\{\\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)}}");
  private static final int DEEPEST = 200;

  /// How many names may each need the next.
  private static final int LONGEST_CHAIN = 150;

  /// Stands for the property where a value decides a condition.
  static final String DECISION = "Condition";

  /// The most characters that one function may make of its arguments.
  private static final int LONGEST = 1 << 17;

  /// The most characters that all functions of a template may make together.
  private static final long MOST = 64L << 20;

  private final Stack stack;
  private final Map<String, Boolean> conditions = new HashMap<>();
  private final Set<String> underWay = new LinkedHashSet<>();
  private final Map<String, Node> looked = new HashMap<>();
  private final Set<Location> told = new HashSet<>();
  private int depth;
  private long made;
  private Map<String, Node> locals = Map.of();

  Evaluator(Stack stack) {
    this.stack = stack;
  }

  /// The value of `node`; an empty text where that is `AWS::NoValue`.
  Node resolve(Node node, String property) {
    return value(node, property).orElseGet(() -> Nodes.text(node.location(), ""));
  }

  /// The value of `node`; empty where that is `AWS::NoValue`.
  ///
  /// @param property the one that the value is for
  Optional<Node> value(Node node, String property) {
    if (depth >= DEEPEST) {
      tell(TD3006, node.location(), "a value that needs itself", "", "break the circle");
      return Optional.of(Nodes.text(node.location(), ""));
    }
    depth++;
    try {
      return switch (node) {
        case Node.Scalar scalar -> Optional.of(scalar(scalar));
        case Node.Sequence list -> Optional.of(sequence(list, property));
        case Node.Mapping object -> object(object, property);
      };
    } finally {
      depth--;
    }
  }

  private Node sequence(Node.Sequence list, String property) {
    var items = new ArrayList<Node>(list.items().size());
    for (var item : list.items()) {
      value(item, property).ifPresent(items::add);
    }
    return new Node.Sequence(list.location(), items);
  }

  private Optional<Node> object(Node.Mapping object, String property) {
    var function = Nodes.function(object);
    if (function.isPresent()) {
      return function(function.get(), object.location(), property);
    }
    var members = new ArrayList<Node.Member>();
    for (var member : object.members()) {
      if (member.name().startsWith("Fn::")) {
        tell(
            TD3003,
            member.nameLocation(),
            Quoted.of(member.name()) + " beside other members",
            "A function is an object of one member.",
            "put it into an object of its own");
      } else {
        value(member.value(), member.name())
            .ifPresent(v -> members.add(new Node.Member(member.name(), member.nameLocation(), v)));
      }
    }
    return Optional.of(new Node.Mapping(object.location(), members));
  }

  private Node scalar(Node.Scalar scalar) {
    return scalar.kind() == Node.Scalar.Kind.NULL
        ? scalar
        : Nodes.text(scalar.location(), dynamic(Nodes.text(scalar), scalar.location()));
  }

  private Optional<Node> function(Node.Member function, Location at, String property) {
    var argument = function.value();
    return switch (function.name()) {
      case "Ref" -> ref(argument, at, property);
      case "Fn::GetAtt" -> Optional.of(attribute(argument, at, property));
      case "Fn::Sub" -> Optional.of(substituted(argument, at, property));
      case "Fn::Join" -> Optional.of(joined(argument, at));
      case "Fn::Split" -> Optional.of(split(argument, at));
      case "Fn::Select" -> selected(argument, at);
      case "Fn::If" -> chosen(argument, at, property);
      case "Fn::FindInMap" -> found(argument, at, property);
      case "Fn::ImportValue" -> Optional.of(imported(argument, at, property));
      case "Fn::Cidr" -> Optional.of(blocks(argument, at));
      case "Fn::GetAZs" -> Optional.of(zones(argument, at));
      case "Fn::Base64" -> Optional.of(Nodes.text(at, Functions.base64(text(argument, ""))));
      case "Fn::Length" -> Optional.of(Nodes.text(at, "" + items(argument).size()));
      case "Fn::ToJsonString" ->
          Optional.of(Nodes.text(at, value(argument, "").map(JsonText::of).orElse("")));
      case "Fn::Transform" -> Optional.of(macro(argument, at));
      case "Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or" ->
          Optional.of(Nodes.text(at, "" + condition(function)));
      default -> Optional.of(unknownFunction(function.name(), at));
    };
  }

  private Node unknownFunction(String name, Location at) {
    var known = new ArrayList<>(FUNCTIONS);
    known.addAll(OF_CONDITIONS);
    var near =
        name.equals("Fn::Ref") || name.equals("Fn::Ref:")
            ? Optional.of("Ref")
            : Nearest.of(name, known);
    tell(
        TD3003,
        at,
        "no function is called " + Quoted.of(name),
        "CloudFormation knows " + String.join(", ", FUNCTIONS) + " here.",
        near.map(n -> "write " + n.replace("Fn::", "!").replaceFirst("^Ref$", "!Ref"))
            .orElse("remove it"));
    return Nodes.text(at, "");
  }

  private Node macro(Node argument, Location at) {
    var name = argument instanceof Node.Mapping m ? Nodes.textOf(m, "Name").orElse("") : "";
    tell(
        TD3002,
        at,
        "the macro " + Quoted.of(name) + " cannot be run here",
        "A macro is a function that AWS calls with the template.",
        "write here what it would make");
    return Nodes.text(at, "");
  }

  // What names something.

  private Optional<Node> ref(Node argument, Location at, String property) {
    var name = argument instanceof Node.Scalar scalar ? scalar.text() : text(argument, "");
    if (name.equals(Pseudo.NO_VALUE)) {
      return Optional.empty();
    }
    return Optional.of(named(name, at, property));
  }

  private Node named(String name, Location at, String property) {
    var local = locals.get(name);
    if (local != null) {
      return local;
    }
    if (name.equals("AWS::NotificationARNs")) {
      return new Node.Sequence(at, List.of());
    }
    var pseudo = stack.setting().pseudo().value(name, stack.name());
    if (pseudo.isPresent()) {
      return Nodes.text(at, pseudo.get());
    }
    if (stack.parameters().has(name)) {
      var value = stack.parameters().value(name, property);
      return dynamic(Nodes.moved(value, at));
    }
    var resource = stack.resource(name);
    if (resource.isPresent()) {
      return once("Ref " + resource.get().key(), at, () -> ResourceNames.ref(resource.get(), at));
    }
    return undeclared(name, at);
  }

  private Node dynamic(Node value) {
    return value instanceof Node.Scalar scalar
        ? Nodes.text(scalar.location(), dynamic(scalar.text(), scalar.location()))
        : value;
  }

  /// Such a name is told ahead for the whole template, but where a condition has dropped it.
  private Node undeclared(String name, Location at) {
    if (stack.isDropped(name)) {
      tell(
          TD3004,
          at,
          Quoted.of(name) + " does not exist under its condition",
          "AWS: \"Template format error: Unresolved resource dependencies ["
              + name
              + "] in the Resources block of the template\"",
          "ask for it in the same condition, with Fn::If");
      return Nodes.text(at, "");
    }
    return Nodes.text(
        at,
        stack
            .unknowns()
            .text(Unknown.Kind.RESOURCE, Quoted.of(name), stack.name() + ":" + name, at));
  }

  private Node attribute(Node argument, Location at, String property) {
    var path = path(argument, at);
    if (path.size() != 2) {
      return Nodes.text(at, "");
    }
    return attribute(path.getFirst(), path.getLast(), at, property);
  }

  private List<String> path(Node argument, Location at) {
    if (argument instanceof Node.Scalar scalar) {
      int point = scalar.text().indexOf('.');
      if (point > 0) {
        return List.of(scalar.text().substring(0, point), scalar.text().substring(point + 1));
      }
    } else if (argument instanceof Node.Sequence list && list.items().size() >= 2) {
      var texts = list.items().stream().map(item -> text(item, "")).toList();
      return List.of(texts.getFirst(), String.join(".", texts.subList(1, texts.size())));
    }
    tell(
        TD3003,
        at,
        "Fn::GetAtt takes a resource and an attribute",
        "",
        "write !GetAtt RESOURCE.ATTRIBUTE");
    return List.of();
  }

  private Node attribute(String id, String name, Location at, String property) {
    var resource = stack.resource(id);
    return resource
        .map(r ->
            once(
                "GetAtt " + r.key() + "." + name + " " + property,
                at,
                () -> ResourceNames.attribute(r, name, property, at)))
        .orElseGet(() -> undeclared(id, at));
  }

  private interface Lookup {
    Node get();
  }

  /// Looked up once, however often it is asked for: names made of names would double each time.
  private Node once(String key, Location at, Lookup lookup) {
    var before = looked.get(key);
    if (before != null) {
      return Nodes.moved(before, at);
    }
    if (isTooLong(at)) {
      return Nodes.text(at, "");
    }
    if (!underWay.add(key)) {
      tell(
          TD3006,
          at,
          "a value that needs itself",
          "It goes round: " + String.join(" → ", underWay) + ".",
          "break the circle");
      return Nodes.text(at, "");
    }
    try {
      var found = lookup.get();
      looked.put(key, found);
      return found;
    } finally {
      underWay.remove(key);
    }
  }

  private boolean isTooLong(Location at) {
    boolean tooLong = underWay.size() >= LONGEST_CHAIN;
    if (tooLong) {
      tell(
          TD3006,
          at,
          "more than " + LONGEST_CHAIN + " names that need each other",
          "taskdock follows no longer chain.",
          "give one of them its value");
    }
    return tooLong;
  }

  private Node imported(Node argument, Location at, String property) {
    var name = text(argument, "");
    return Nodes.moved(stack.imported(name, at, property), at);
  }

  private Optional<Node> found(Node argument, Location at, String property) {
    var items = list(argument, "Fn::FindInMap", at, n -> n == 3 || n == 4, "MAP, KEY, NAME");
    if (items.isEmpty()) {
      return Optional.of(Nodes.text(at, ""));
    }
    var map = text(items.get(0), "");
    var key = text(items.get(1), "");
    var name = text(items.get(2), "");
    var found = stack.mapped(map, key, name);
    if (found.isPresent()) {
      return found.map(node -> Nodes.moved(node, at)).map(node -> resolve(node, property));
    }
    if (items.size() == 4 && items.get(3) instanceof Node.Mapping options) {
      var otherwise = options.get("DefaultValue");
      if (otherwise.isPresent()) {
        return value(otherwise.get(), property);
      }
    }
    if (!stack.unknowns().isOne(key) && !stack.unknowns().isOne(name)) {
      tell(
          TD3005,
          at,
          "the mapping " + Quoted.of(map) + " has no " + Quoted.of(key) + ", " + Quoted.of(name),
          "AWS: \"Template error: Unable to get mapping for "
              + map
              + "::"
              + key
              + "::"
              + name
              + "\"",
          "add it to the mapping, or give another value");
      return Optional.of(Nodes.text(at, ""));
    }
    return Optional.of(stack.anyMapped(map, at));
  }

  // Texts.

  private Node substituted(Node argument, Location at, String property) {
    var before = locals;
    var template = argument;
    if (argument instanceof Node.Sequence list && !list.items().isEmpty()) {
      template = list.items().getFirst();
      if (list.items().size() > 1 && list.items().get(1) instanceof Node.Mapping variables) {
        locals = variables(variables);
      }
    }
    try {
      if (template instanceof Node.Scalar scalar) {
        var text = substituted(Nodes.text(scalar), at, property);
        return Nodes.text(at, dynamic(text, at));
      }
    } finally {
      locals = before;
    }
    tell(
        TD3003,
        at,
        "Fn::Sub takes a text, or a text and an object",
        "",
        "write !Sub 'text with ${NAME}'");
    return Nodes.text(at, "");
  }

  private Map<String, Node> variables(Node.Mapping variables) {
    var values = new HashMap<>(locals);
    variables.members().forEach(m -> values.put(m.name(), resolve(m.value(), "")));
    return values;
  }

  private String substituted(String text, Location at, String property) {
    var result = new StringBuilder();
    int end = 0;
    for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", end)) {
      int close = text.indexOf('}', start);
      if (close < 0) {
        break;
      }
      var name = text.substring(start + 2, close).strip();
      result.append(text, end, start);
      result.append(
          name.startsWith("!") ? "${" + name.substring(1) + "}" : variable(name, at, property));
      end = close + 1;
      if (result.length() > LONGEST) {
        return tooLong(at);
      }
    }
    if (isTooMuch(end == 0 ? 0 : result.length(), at)) {
      return "";
    }
    return result.append(text, end, text.length()).toString();
  }

  private String variable(String name, Location at, String property) {
    int point = name.indexOf('.');
    boolean attribute = point > 0 && !locals.containsKey(name);
    var value =
        attribute
            ? attribute(name.substring(0, point), name.substring(point + 1), at, "")
            : named(name, at, property.equals("Image") ? "" : property);
    return text(value, at, "${" + name + "}");
  }

  private Node joined(Node argument, Location at) {
    var items = list(argument, "Fn::Join", at, n -> n == 2, "DELIMITER, LIST");
    if (items.isEmpty()) {
      return Nodes.text(at, "");
    }
    var texts = items(items.get(1)).stream().map(n -> text(n, at, "an item")).toList();
    var delimiter = text(items.get(0), "");
    long length = texts.stream().mapToLong(t -> t.length() + delimiter.length()).sum();
    if (isTooMuch(length, at)) {
      return Nodes.text(at, "");
    }
    var text = length > LONGEST ? tooLong(at) : String.join(delimiter, texts);
    return Nodes.text(at, dynamic(text, at));
  }

  private Node split(Node argument, Location at) {
    var items = list(argument, "Fn::Split", at, n -> n == 2, "DELIMITER, TEXT");
    if (items.isEmpty()) {
      return new Node.Sequence(at, List.of());
    }
    var whole = text(items.get(1), "");
    var pieces = Functions.split(text(items.get(0), ""), whole);
    boolean unknown = pieces.size() == 1 && stack.unknowns().isOne(whole);
    return Nodes.texts(at, unknown ? List.of(whole, whole, whole, whole, whole, whole) : pieces);
  }

  private Optional<Node> selected(Node argument, Location at) {
    var items = list(argument, "Fn::Select", at, n -> n == 2, "INDEX, LIST");
    if (items.isEmpty()) {
      return Optional.of(Nodes.text(at, ""));
    }
    var index = text(items.get(0), "");
    var all = items(items.get(1));
    boolean inside = index.matches("\\d{1,6}") && Integer.parseInt(index) < all.size();
    if (!inside) {
      tell(
          TD3003,
          at,
          "no item " + Quoted.of(index) + " in a list of " + all.size(),
          "AWS: \"Template error: Fn::Select cannot select nonexistent value at index "
              + index
              + "\"",
          "choose an index below " + all.size() + ", or give a longer list");
      return Optional.of(Nodes.text(at, ""));
    }
    return Optional.of(Nodes.moved(all.get(Integer.parseInt(index)), at));
  }

  private Node blocks(Node argument, Location at) {
    var items = list(argument, "Fn::Cidr", at, n -> n == 2 || n == 3, "BLOCK, COUNT, BITS");
    if (items.isEmpty()) {
      return new Node.Sequence(at, List.of());
    }
    var block = text(items.get(0), "");
    var count = text(items.get(1), "");
    var bits = items.size() > 2 ? text(items.get(2), "") : "8";
    boolean numbers = count.matches("\\d{1,4}") && bits.matches("\\d{1,3}");
    var blocks =
        numbers
            ? Functions.cidr(block, Integer.parseInt(count), Integer.parseInt(bits))
            : Optional.<List<String>>empty();
    if (blocks.isEmpty() && stack.unknowns().in(block).isEmpty()) {
      tell(
          TD3003,
          at,
          "Fn::Cidr cannot cut " + Quoted.of(count) + " blocks out of " + Quoted.of(block),
          "It takes a block, a count from 1 to 256, and the bits that are left for hosts.",
          "write !Cidr [10.0.0.0/16, 4, 8]");
    }
    return Nodes.texts(at, blocks.orElseGet(() -> List.of("10.0.0.0/24", "10.0.1.0/24")));
  }

  private Node zones(Node argument, Location at) {
    var region = text(argument, "");
    return Nodes.texts(
        at, Functions.zones(region.isEmpty() ? stack.setting().pseudo().region() : region));
  }

  /// `text` with what its dynamic references mean.
  private String dynamic(String text, Location at) {
    if (!text.contains("{{resolve:")) {
      return text;
    }
    return DYNAMIC
        .matcher(text)
        .replaceAll(m ->
            java.util.regex.Matcher.quoteReplacement(
                stack.stored(m.group(1), m.group(2).strip(), at)));
  }

  /// Whether functions have made so much that no more is made, which is told once.
  private boolean isTooMuch(long more, Location at) {
    boolean before = made > MOST;
    made += Math.min(more, LONGEST);
    if (made > MOST && !before) {
      tell(
          TD3003,
          at,
          "functions that make more than " + (MOST >> 20) + " MiB of text",
          "A task definition has 64 KiB at most.",
          "substitute less, or shorter values");
    }
    return made > MOST;
  }

  private String tooLong(Location at) {
    tell(
        TD3003,
        at,
        "a text of more than 128 KiB",
        "A task definition has 64 KiB at most.",
        "shorten it");
    return "";
  }

  // Conditions.

  private Optional<Node> chosen(Node argument, Location at, String property) {
    var items = list(argument, "Fn::If", at, n -> n == 3, "CONDITION, THEN, ELSE");
    if (items.isEmpty()) {
      return Optional.of(Nodes.text(at, ""));
    }
    boolean yes =
        items.get(0) instanceof Node.Scalar name
            ? condition(name.text(), items.get(0).location())
            : condition(items.get(0));
    return value(items.get(yes ? 1 : 2), property);
  }

  /// Whether the condition called `name` holds.
  boolean condition(String name, Location at) {
    var known = conditions.get(name);
    if (known != null) {
      return known;
    }
    var declared = stack.conditions().get(name);
    if (declared == null) {
      tell(
          TD3004,
          at,
          "no condition is called " + Quoted.of(name),
          "AWS: \"Template format error: Unresolved condition dependency " + name + "\"",
          Nearest.of(name, stack.conditions().keySet())
              .map(near -> "write " + Quoted.of(near))
              .orElse("declare it below Conditions"));
      return false;
    }
    if (isTooLong(at)) {
      return false;
    }
    if (!underWay.add("Condition " + name)) {
      tell(
          TD3006, at, "the condition " + Quoted.of(name) + " needs itself", "", "break the circle");
      return false;
    }
    boolean holds = condition(declared.value());
    underWay.remove("Condition " + name);
    conditions.put(name, holds);
    return holds;
  }

  private boolean condition(Node node) {
    if (node instanceof Node.Mapping object && object.members().size() == 1) {
      return condition(object.members().getFirst());
    }
    if (node instanceof Node.Scalar scalar && scalar.text().matches("(?i)true|false")) {
      return scalar.text().equalsIgnoreCase("true");
    }
    tell(
        TD3003,
        node.location(),
        "a condition is one of Fn::Equals, And, Or, Not or Condition",
        "",
        "write !Equals [!Ref NAME, VALUE]");
    return false;
  }

  private boolean condition(Node.Member function) {
    var argument = function.value();
    return switch (function.name()) {
      case "Condition" -> condition(text(argument, ""), argument.location());
      case "Fn::Equals" -> {
        var two = list(argument, "Fn::Equals", argument.location(), n -> n == 2, "VALUE, VALUE");
        yield !two.isEmpty() && same(resolve(two.get(0), DECISION), resolve(two.get(1), DECISION));
      }
      case "Fn::Not" -> {
        var one = list(argument, "Fn::Not", argument.location(), n -> n == 1, "CONDITION");
        yield !one.isEmpty() && !condition(one.getFirst());
      }
      case "Fn::And" ->
          several(argument, "Fn::And").stream()
              .map(this::condition)
              .reduce(true, Boolean::logicalAnd);
      case "Fn::Or" ->
          several(argument, "Fn::Or").stream()
              .map(this::condition)
              .reduce(false, Boolean::logicalOr);
      case "Fn::If" ->
          Nodes.scalars(resolve(argument, "")).stream().anyMatch(s -> s.text().equals("true"));
      default -> {
        tell(
            TD3003,
            function.nameLocation(),
            Quoted.of(function.name()) + " is no condition",
            "Conditions are made of Fn::Equals, And, Or, Not and Condition.",
            "write !Equals [!Ref NAME, VALUE]");
        yield false;
      }
    };
  }

  private List<Node> several(Node argument, String function) {
    return list(argument, function, argument.location(), n -> n >= 2 && n <= 10, "2 to 10 of them");
  }

  private static boolean same(Node a, Node b) {
    return JsonText.of(a).equals(JsonText.of(b));
  }

  // Arguments.

  private List<Node> list(
      Node argument, String function, Location at, Predicate<Integer> fits, String example) {
    if (argument instanceof Node.Sequence list && fits.test(list.items().size())) {
      return list.items();
    }
    tell(
        TD3003,
        at,
        function + " takes a list: " + example,
        "",
        "write " + function.replace("Fn::", "!") + " [" + example + "]");
    return List.of();
  }

  /// What is, or becomes, a list; a text counts as a list of one.
  private List<Node> items(Node node) {
    return switch (value(node, "").orElse(null)) {
      case Node.Sequence list -> list.items();
      case Node.Scalar scalar -> List.of(scalar);
      case Node.Mapping object -> object.members().stream().map(Node.Member::value).toList();
      case null -> List.of();
    };
  }

  /// What is, or becomes, a text.
  private String text(Node node, String property) {
    return value(node, property).map(v -> text(v, node.location(), "this")).orElse("");
  }

  private String text(Node value, Location at, String what) {
    if (value instanceof Node.Scalar scalar) {
      return Nodes.text(scalar);
    }
    tell(
        TD3003,
        at,
        what + " must be a text here, not " + value.described(),
        "",
        "choose an item with !Select, or join them with !Join");
    return "";
  }

  /// One problem at one place is enough.
  private void tell(Code code, Location at, String what, String why, String fix) {
    if (told.add(at)) {
      stack.problems().add(Diagnostic.error(code, what).at(at).because(why).fixedBy(fix));
    }
  }
}
