package dev.taskdock.routing;

import static dev.taskdock.routing.Rules.header;
import static dev.taskdock.routing.Rules.host;
import static dev.taskdock.routing.Rules.method;
import static dev.taskdock.routing.Rules.path;
import static dev.taskdock.routing.Rules.pathRegex;
import static dev.taskdock.routing.Rules.query;
import static dev.taskdock.routing.Rules.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.routing.TextPattern.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compiled matching is held against plain matching, on random texts of few letters, so that
/// almost-matches abound.
final class MatchingPropertiesTest {
  private static final List<String> REGEX_PIECES =
      List.of("a", "b", "/", "\\.", ".", "ab", "[ab]", "(a|b)", "(?:/a)", "\\d", "$", "^", "|");
  private static final List<String> QUANTIFIERS =
      List.of("", "", "", "*", "+", "?", "{2}", "{0,1}");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void wildcards_match_as_their_translation_to_an_expression_does(long seed) {
    var random = random(seed);

    for (int i = 0; i < 20_000; i++) {
      var pattern = text(random, "aAb/*?", 7);
      var text = text(random, "aAb/", 8);
      assertThat(Glob.of(pattern, Case.COUNTS).matches(text))
          .as("%s on %s", pattern, text)
          .isEqualTo(NaiveRules.matches(pattern, text, 0));
      assertThat(Glob.of(pattern, Case.IGNORED).matches(text))
          .as("%s on %s, case ignored", pattern, text)
          .isEqualTo(NaiveRules.matches(pattern, text, java.util.regex.Pattern.CASE_INSENSITIVE));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_text_without_the_required_letters_of_an_expression_has_no_match(long seed) {
    var random = random(seed);

    for (int i = 0; i < 20_000; i++) {
      var regex = regex(random);
      var text = text(random, "ab/.1", 8);
      var expression = Expression.of(regex, Case.COUNTS);
      var found = Pattern.compile(regex).matcher(text);
      boolean matches = found.find();
      assertThat(expression.matches(text)).as("%s on %s", regex, text).isEqualTo(matches);
      assertThat(!matches || text.startsWith(expression.head()))
          .as("head %s of %s on %s", expression.head(), regex, text)
          .isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void the_index_finds_the_rule_that_asking_all_of_them_finds(long seed) {
    var random = random(seed);

    for (int i = 0; i < 60; i++) {
      var rules = rules(random);
      var routes = Rules.routes(rules.toArray(ListenerRule[]::new));
      var naive = new NaiveRules(rules);
      for (int j = 0; j < 60; j++) {
        var request = request(random);
        assertThat(routes.route(request).priority())
            .as("%s among %s", request, rules)
            .isEqualTo(naive.priority(request));
      }
    }
  }

  private static List<ListenerRule> rules(RandomGenerator random) {
    var rules = new ArrayList<ListenerRule>();
    int count = random.nextInt(140);
    for (int i = 1; i <= count; i++) {
      var conditions =
          Stream.generate(() -> condition(random))
              .limit(1 + random.nextInt(2))
              .collect(Collectors.toMap(RuleCondition::field, c -> c, (a, _) -> a));
      rules.add(Rules.rule(i * 7, conditions.values().toArray(RuleCondition[]::new)));
    }
    return rules;
  }

  private static RuleCondition condition(RandomGenerator random) {
    return switch (random.nextInt(7)) {
      case 0 -> host(text(random, "ab.*?", 5), text(random, "AB.", 3));
      case 1 -> path("/" + text(random, "ab/*?", 4), "/" + text(random, "abA/", 3));
      case 2 -> pathRegex(regex(random));
      case 3 -> header("X-" + text(random, "ab", 1), text(random, "ab*?", 3));
      case 4 -> method(one(random, "GET", "PUT", "ab"), one(random, "POST", "get"));
      case 5 -> query(text(random, "ab*", 2) + "=" + text(random, "ab*?", 2));
      default -> source(one(random, "10.0.0.0/8", "10.1.0.0/16", "::1/128", "0.0.0.0/0"));
    };
  }

  private static Asked request(RandomGenerator random) {
    var lines =
        Stream.generate(() -> Map.entry("x-" + text(random, "aB", 1), text(random, "abA", 3)))
            .limit(random.nextInt(3))
            .toList();
    return new Asked(
        one(random, "GET", "PUT", "POST", "get"),
        text(random, "aAb.", 5) + one(random, "", ":80"),
        "/" + text(random, "abA/", 4),
        one(random, "", text(random, "ab", 2) + "=" + text(random, "aB", 2), "a&b=a"),
        lines,
        IpAddress.parse(one(random, "10.1.2.3", "10.2.3.4", "::1", "192.0.2.1")).orElseThrow());
  }

  private static String regex(RandomGenerator random) {
    var regex = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      var piece = REGEX_PIECES.get(random.nextInt(REGEX_PIECES.size()));
      boolean fixed = "^$|".contains(piece);
      regex.append(piece).append(fixed ? "" : QUANTIFIERS.get(random.nextInt(QUANTIFIERS.size())));
    }
    return regex.toString();
  }

  private static String text(RandomGenerator random, String letters, int longest) {
    return random
        .ints(random.nextInt(longest + 1), 0, letters.length())
        .mapToObj(i -> letters.substring(i, i + 1))
        .collect(Collectors.joining());
  }

  private static String one(RandomGenerator random, String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}
