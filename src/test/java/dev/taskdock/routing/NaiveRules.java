package dev.taskdock.routing;

import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.Patterns;
import dev.taskdock.model.RuleCondition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The same rules, asked one after the other in the plainest way there is.
record NaiveRules(List<ListenerRule> rules) {
  NaiveRules {
    rules = List.copyOf(rules);
  }

  /// The priority of the rule that applies, 0 for the default.
  int priority(Request request) {
    return rules.stream()
        .filter(rule -> rule.conditions().stream().allMatch(c -> holds(c, request)))
        .mapToInt(ListenerRule::priority)
        .min()
        .orElse(0);
  }

  private static boolean holds(RuleCondition condition, Request request) {
    var host = request.host().toString().replaceAll(":\\d+$", "");
    return switch (condition) {
      case RuleCondition.HostHeader(var patterns) ->
          !host.isEmpty() && any(patterns, host, Pattern.CASE_INSENSITIVE);
      case RuleCondition.PathPattern(var patterns) -> any(patterns, request.path().toString(), 0);
      case RuleCondition.HttpHeader(var name, var patterns) ->
          IntStream.range(0, request.headers())
              .filter(i -> request.headerName(i).toString().equalsIgnoreCase(name))
              .anyMatch(
                  i -> any(patterns, request.headerValue(i).toString(), Pattern.CASE_INSENSITIVE));
      case RuleCondition.HttpRequestMethod(var values) ->
          values.contains(request.method().toString());
      case RuleCondition.QueryString(var pairs) ->
          Arrays.stream(request.query().toString().split("&"))
              .filter(text -> !text.isEmpty())
              .map(text -> (text + "=").split("=", 2))
              .anyMatch(parts -> pairs.stream().anyMatch(pair -> holds(pair, parts)));
      case RuleCondition.SourceIp(var blocks) ->
          blocks.stream().anyMatch(b -> b.contains(request.source()));
    };
  }

  private static boolean holds(RuleCondition.QueryString.Pair pair, String[] parts) {
    var value = parts[1].endsWith("=") ? parts[1].substring(0, parts[1].length() - 1) : parts[1];
    return pair.key().stream().allMatch(key -> matches(key, parts[0], Pattern.CASE_INSENSITIVE))
        && matches(pair.value(), value, Pattern.CASE_INSENSITIVE);
  }

  private static boolean any(Patterns patterns, String text, int flags) {
    return switch (patterns) {
      case Patterns.Wildcards(var values) ->
          values.stream().anyMatch(value -> matches(value, text, flags));
      case Patterns.Regexes(var values) ->
          values.stream().anyMatch(value -> Pattern.compile(value, flags).matcher(text).find());
    };
  }

  /// Whether a pattern without escapes fits the whole of `text`.
  static boolean matches(String pattern, String text, int flags) {
    var regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char letter = pattern.charAt(i);
      regex.append(
          switch (letter) {
            case '*' -> ".*";
            case '?' -> ".";
            default -> Pattern.quote(Character.toString(letter));
          });
    }
    return Optional.of(Pattern.compile(regex.toString(), flags | Pattern.DOTALL))
        .filter(p -> p.matcher(text).matches())
        .isPresent();
  }
}
