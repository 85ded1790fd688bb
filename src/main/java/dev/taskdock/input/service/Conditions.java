package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4004;
import static dev.taskdock.problem.Code.TD4021;
import static dev.taskdock.problem.Code.TD4022;
import static dev.taskdock.problem.Code.TD4023;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.Patterns;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Reads the conditions of a rule.
///
/// Source: the guide to rule conditions and the limits of a rule; AWS's messages where they are
/// known.
final class Conditions {
  private static final int MOST_VALUES = 5;
  private static final int MOST_WILDCARDS = 6;
  private static final int LONGEST = 128;
  private static final int LONGEST_NAME = 40;
  private static final List<String> FIELDS =
      List.of(
          "path-pattern",
          "host-header",
          "http-header",
          "http-request-method",
          "query-string",
          "source-ip");
  private static final List<String> REPEATABLE = List.of("http-header", "query-string");
  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._*?-]*");
  private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_.$/~\"'@:+&*?;-]*");
  private static final Pattern QUERY = Pattern.compile("[A-Za-z0-9_.$/~\"'@:+&()!,;=*?\\\\-]*");
  private static final Pattern METHOD = Pattern.compile("[A-Z_-]+");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~A-Za-z0-9-]+");
  private static final Pattern VISIBLE = Pattern.compile("[ -~]*");

  private final Members rule;

  private Conditions(Members rule) {
    this.rule = rule;
  }

  static List<RuleCondition> of(Members rule) {
    return new Conditions(rule).read();
  }

  private List<RuleCondition> read() {
    if (!rule.has("Conditions")) {
      rule.tell(
          TD4004,
          "a rule without conditions",
          "Priority",
          "Only the default actions of a listener are for all other requests.",
          "add Conditions: [{Field: path-pattern, Values: [/*]}]");
    }
    var conditions = new ArrayList<RuleCondition>();
    var seen = new HashSet<String>();
    for (var condition : rule.objects("Conditions", Shape.CONDITION)) {
      condition(condition)
          .ifPresent(c -> {
            tellRepeated(condition, c, seen);
            conditions.add(c);
          });
    }
    tellTooMany(conditions);
    return conditions;
  }

  private static void tellRepeated(Members condition, RuleCondition read, Set<String> seen) {
    boolean first = seen.add(read.field());
    if (!first && !REPEATABLE.contains(read.field())) {
      condition.tell(
          TD4022,
          "a second condition of " + Quoted.of(read.field()),
          "Field",
          "A rule has one of it at most.",
          "put all values into one condition, of which one suffices");
    }
  }

  private void tellTooMany(List<RuleCondition> conditions) {
    int values = conditions.stream().mapToInt(RuleCondition::size).sum();
    if (values > MOST_VALUES) {
      rule.tell(
          TD4021,
          "a rule with " + values + " condition values",
          "Conditions",
          "A rule has at most " + MOST_VALUES + " of them, in all its conditions together.",
          "spread them over several rules");
    }
    long wildcards =
        conditions.stream()
            .flatMap(c -> wildcards(c).stream())
            .flatMapToInt(String::chars)
            .filter(c -> c == '*' || c == '?')
            .count();
    if (wildcards > MOST_WILDCARDS) {
      rule.tell(
          TD4021,
          "a rule with " + wildcards + " wildcards",
          "Conditions",
          "A rule has at most " + MOST_WILDCARDS + ".",
          "spread them over several rules");
    }
  }

  private static List<String> wildcards(RuleCondition condition) {
    return switch (condition) {
      case RuleCondition.HostHeader(Patterns.Wildcards(var values)) -> values;
      case RuleCondition.PathPattern(Patterns.Wildcards(var values)) -> values;
      case RuleCondition.HttpHeader(_, Patterns.Wildcards(var values)) -> values;
      case RuleCondition.QueryString(var pairs) ->
          pairs.stream().map(RuleCondition.QueryString.Pair::toString).toList();
      case RuleCondition.HostHeader _,
          RuleCondition.PathPattern _,
          RuleCondition.HttpHeader _,
          RuleCondition.HttpRequestMethod _,
          RuleCondition.SourceIp _ ->
          List.of();
    };
  }

  private static Optional<RuleCondition> condition(Members condition) {
    var field = condition.due("Field", "path-pattern");
    if (field.isPresent() && !FIELDS.contains(field.get())) {
      condition.tellAws(
          TD4022,
          "no condition is about " + Quoted.of(field.get()),
          "Field",
          "Condition field '%s' must be one of '[%s]'"
              .formatted(field.get(), String.join(",", FIELDS)),
          "write one of them");
    }
    return field
        .filter(FIELDS::contains)
        .flatMap(f ->
            switch (f) {
              case "host-header" -> host(condition);
              case "path-pattern" -> path(condition);
              case "http-header" -> header(condition);
              case "http-request-method" -> method(condition);
              case "query-string" -> query(condition);
              default -> source(condition);
            });
  }

  private static Optional<RuleCondition> host(Members condition) {
    return either(condition, "HostHeaderConfig", Shape.PATTERNS)
        .flatMap(config ->
            patterns(
                config,
                "host-header",
                v -> v.equals("*") || (HOST.matcher(v).matches() && v.contains("."))))
        .map(RuleCondition.HostHeader::new);
  }

  private static Optional<RuleCondition> path(Members condition) {
    return either(condition, "PathPatternConfig", Shape.PATTERNS)
        .flatMap(config -> patterns(config, "path-pattern", v -> PATH.matcher(v).matches()))
        .map(RuleCondition.PathPattern::new);
  }

  private static Optional<RuleCondition> header(Members condition) {
    var config = config(condition, "HttpHeaderConfig", "http-header", Shape.HTTP_HEADER);
    var name =
        config
            .flatMap(c -> c.due("HttpHeaderName", "X-Kind"))
            .filter(n -> isHeaderName(config.orElse(condition), n));
    return name.flatMap(n ->
        config
            .flatMap(c -> patterns(c, "http-header", v -> VISIBLE.matcher(v).matches()))
            .map(patterns -> new RuleCondition.HttpHeader(n, patterns)));
  }

  private static boolean isHeaderName(Members config, String name) {
    if (name.length() > LONGEST_NAME) {
      config.tellAws(
          TD4023,
          "a header name of " + name.length() + " characters",
          "HttpHeaderName",
          "The 'HttpHeaderName' value is too long; the limit is '" + LONGEST_NAME + "'",
          "shorten it");
      return false;
    }
    if (!TOKEN.matcher(name).matches() || name.contains("*") || name.equalsIgnoreCase("host")) {
      config.tell(
          TD4023,
          "a condition on the header " + Quoted.of(name),
          "HttpHeaderName",
          "The name has no wildcards, and Host has a condition of its own.",
          name.equalsIgnoreCase("host") ? "write Field: host-header" : "write it out");
      return false;
    }
    return true;
  }

  private static Optional<RuleCondition> method(Members condition) {
    return config(condition, "HttpRequestMethodConfig", "http-request-method", Shape.VALUES)
        .map(config -> {
          var values = values(config, "Values", "http-request-method", LONGEST_NAME);
          for (var value : values) {
            if (!METHOD.matcher(value).matches()) {
              config.tellAws(
                  TD4023,
                  Quoted.of(value) + " is not a method",
                  "Values",
                  "The 'http-request-method' value is invalid; the allowed characters are A-Z, hyphen and underscore",
                  "write it in upper case");
            }
          }
          return new RuleCondition.HttpRequestMethod(values);
        });
  }

  private static Optional<RuleCondition> query(Members condition) {
    return config(condition, "QueryStringConfig", "query-string", Shape.VALUES)
        .map(config -> {
          var pairs = new ArrayList<RuleCondition.QueryString.Pair>();
          for (var pair : config.objects("Values", Shape.QUERY_PAIR)) {
            pair(pair).ifPresent(pairs::add);
          }
          tellEmpty(config, pairs);
          return new RuleCondition.QueryString(pairs);
        });
  }

  private static Optional<RuleCondition.QueryString.Pair> pair(Members pair) {
    boolean valued = pair.fields().members().stream().anyMatch(m -> m.name().equals("Value"));
    if (!valued) {
      pair.tellAws(
          TD4022,
          "a pair without a value",
          "Key",
          "A 'Value' must be specified in 'QueryStringKeyValuePair'",
          "add Value: \"*\" for any");
      return Optional.empty();
    }
    var key = pair.atMost("Key", LONGEST);
    var value = pair.atMost("Value", LONGEST).orElse("");
    for (var text : List.of(key.orElse(""), value)) {
      if (!QUERY.matcher(text).matches()) {
        pair.tell(
            TD4023,
            Quoted.of(text) + " cannot be in a query",
            "Value",
            "Patterns are compared with the query as it is sent.",
            "write it percent-encoded");
      }
    }
    return Optional.of(new RuleCondition.QueryString.Pair(key, value));
  }

  private static Optional<RuleCondition> source(Members condition) {
    return config(condition, "SourceIpConfig", "source-ip", Shape.VALUES)
        .map(config -> {
          var blocks = new ArrayList<AddressBlock>();
          for (var text : values(config, "Values", "source-ip", LONGEST)) {
            var block =
                text.equals("255.255.255.255/32")
                    ? Optional.<AddressBlock>empty()
                    : AddressBlock.parse(text);
            block.ifPresent(blocks::add);
            if (block.isEmpty()) {
              config.tell(
                  TD4023,
                  Quoted.of(text) + " is not a block of addresses",
                  "Values",
                  "AWS takes CIDR notation of IPv4 and IPv6 here.",
                  "write it as 192.0.2.0/24; one address has /32");
            }
          }
          return new RuleCondition.SourceIp(blocks);
        });
  }

  /// The config object, or the condition itself where the older short form is used.
  private static Optional<Members> either(Members condition, String config, Shape shape) {
    boolean brief = condition.has("Values") || condition.has("RegexValues");
    if (brief && condition.has(config)) {
      var field = config.equals("HostHeaderConfig") ? "host-header" : "path-pattern";
      condition.tellAws(
          TD4022,
          "values in two places",
          config,
          "You cannot provide both Values and '%s' for a condition of type '%s'"
              .formatted(config, field),
          "keep one of them");
      return Optional.empty();
    }
    return brief
        ? Optional.of(condition)
        : condition
            .object(config, shape)
            .or(() -> {
              tellNoConfig(condition, config, condition.text("Field").orElse(""));
              return Optional.empty();
            });
  }

  private static Optional<Members> config(
      Members condition, String config, String field, Shape shape) {
    if (condition.has("Values")) {
      condition.tellAws(
          TD4022,
          "the short form, which " + Quoted.of(field) + " does not have",
          "Values",
          "The 'Values' field is not compatible with '" + field + "'",
          "write " + config + ": {Values: [...]}");
      return Optional.empty();
    }
    if (!condition.has(config)) {
      tellNoConfig(condition, config, field);
    }
    return condition.object(config, shape);
  }

  private static void tellNoConfig(Members condition, String config, String field) {
    condition.tellAws(
        TD4022,
        "a condition without values",
        "Field",
        "A '" + config + "' must be specified with '" + field + "'",
        "add " + config + ": {Values: [...]}");
  }

  private static Optional<Patterns> patterns(
      Members config, String field, Predicate<String> allowed) {
    if (config.has("Values") && config.has("RegexValues")) {
      config.tell(
          TD4022,
          "wildcards and expressions in one condition",
          "RegexValues",
          "A condition has either Values or RegexValues.",
          "make a rule for each");
      return Optional.empty();
    }
    if (config.has("RegexValues")) {
      var regexes =
          values(config, "RegexValues", field, LONGEST).stream()
              .filter(regex -> config.isExpression("RegexValues", regex))
              .toList();
      return regexes.isEmpty() ? Optional.empty() : Optional.of(new Patterns.Regexes(regexes));
    }
    var values = values(config, "Values", field, LONGEST);
    for (var value : values) {
      if (!allowed.test(value)) {
        config.tell(
            TD4023,
            Quoted.of(value) + " cannot be in a " + field,
            "Values",
            field.equals("host-header")
                ? "A host has letters, digits, - and at least one dot, and the wildcards * and ?."
                : "Only visible ASCII is compared, as it is sent.",
            field.equals("host-header") ? "write it as *.example.com" : "write it percent-encoded");
      }
    }
    return Optional.of(new Patterns.Wildcards(values));
  }

  private static List<String> values(Members config, String member, String field, int longest) {
    var values = config.fields().texts(member, "[a, b]");
    for (var value : values) {
      if (value.length() > longest) {
        config.tellAws(
            TD4023,
            "a value of " + value.length() + " characters",
            member,
            "The '" + field + "' value is too long; the limit is '" + longest + "'",
            "shorten it");
      }
    }
    tellEmpty(config, values);
    return values;
  }

  private static void tellEmpty(Members config, List<?> values) {
    if (values.isEmpty()) {
      config
          .fields()
          .add(
              Diagnostic.error(TD4022, "a condition without values")
                  .at(config.fields().location())
                  .becauseAwsSays("A condition value must be specified")
                  .fixedBy("add one"));
    }
  }
}
