package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4004;
import static dev.taskdock.problem.Code.TD4020;
import static dev.taskdock.problem.Code.TD4021;
import static dev.taskdock.problem.Code.TD4025;

import com.google.re2j.Pattern;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.Transforms;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the rules of a listener.
final class Rules {
  private static final int MOST_RULES = 100;
  private static final int LAST_PRIORITY = 50_000;
  private static final int LONGEST_REWRITE = 1024;
  private static final java.util.regex.Pattern GROUP =
      java.util.regex.Pattern.compile("\\$(\\d{1,2})");

  private final Actions actions;
  private final Map<Integer, Location> priorities = new HashMap<>();

  Rules(Actions actions) {
    this.actions = actions;
  }

  List<ListenerRule> of(Members listener) {
    var written = listener.objects("Rules", Shape.RULE);
    if (written.size() > MOST_RULES) {
      listener.tell(
          TD4021,
          "a listener with " + written.size() + " rules",
          "Rules",
          "A load balancer has " + MOST_RULES + " rules, unless AWS has raised the quota.",
          "join some");
    }
    var rules = new ArrayList<ListenerRule>();
    written.forEach(rule -> rule(rule).ifPresent(rules::add));
    return rules;
  }

  private Optional<ListenerRule> rule(Members rule) {
    rule.expect("Priority", "10");
    var priority = rule.number("Priority", 1, LAST_PRIORITY).filter(p -> isFree(rule, p));
    var conditions = Conditions.of(rule);
    var transforms = transforms(rule);
    var done = actions.of(rule, "Actions");
    return priority.flatMap(p -> done.map(d -> new ListenerRule(p, conditions, transforms, d)));
  }

  private boolean isFree(Members rule, int priority) {
    var here = rule.fields().locationOf("Priority");
    var other = Optional.ofNullable(priorities.putIfAbsent(priority, here));
    other.ifPresent(place ->
        rule.fields()
            .add(
                Diagnostic.error(TD4020, "two rules of priority " + priority)
                    .at(here)
                    .becauseAwsSays("The specified priority is in use.")
                    .fixedBy("give one of them another priority")
                    .seeAlso(place, "the other one")));
    return other.isEmpty();
  }

  private static Transforms transforms(Members rule) {
    var hosts = new ArrayList<Transforms.Rewrite>();
    var urls = new ArrayList<Transforms.Rewrite>();
    for (var transform : rule.objects("Transforms", Shape.TRANSFORM)) {
      transform.expect("Type", "url-rewrite");
      boolean host =
          transform
              .word("Type", List.of("host-header-rewrite", "url-rewrite"))
              .filter("host-header-rewrite"::equals)
              .isPresent();
      var rewrites = host ? hosts : urls;
      if (!rewrites.isEmpty()) {
        transform.tell(
            TD4025,
            "a second transform of one type",
            "Type",
            "A rule has one of each type at most.",
            "put its rewrites into the first");
      }
      transform
          .object(host ? "HostHeaderRewriteConfig" : "UrlRewriteConfig", Shape.REWRITES)
          .ifPresentOrElse(
              config ->
                  config
                      .objects("Rewrites", Shape.REWRITE)
                      .forEach(r -> rewrite(r).ifPresent(rewrites::add)),
              () ->
                  transform.tell(
                      TD4004,
                      "a transform that rewrites nothing",
                      "Type",
                      "What is found and what takes its place stand in its config.",
                      "add "
                          + (host ? "HostHeaderRewriteConfig" : "UrlRewriteConfig")
                          + ": {Rewrites: [{Regex: …, Replace: …}]}"));
    }
    return new Transforms(hosts, urls);
  }

  private static Optional<Transforms.Rewrite> rewrite(Members rewrite) {
    rewrite.expect("Regex", "^/old/(.*)");
    var regex =
        rewrite.atMost("Regex", LONGEST_REWRITE).filter(r -> rewrite.isExpression("Regex", r));
    var replacement = rewrite.atMost("Replace", LONGEST_REWRITE).orElse("");
    return regex
        .filter(r -> hasGroups(rewrite, r, replacement))
        .map(r -> new Transforms.Rewrite(r, replacement));
  }

  private static boolean hasGroups(Members rewrite, String regex, String replacement) {
    int groups = Pattern.compile(regex).groupCount();
    int wanted =
        GROUP
            .matcher(replacement)
            .results()
            .mapToInt(r -> Integer.parseInt(r.group(1)))
            .max()
            .orElse(0);
    if (wanted > groups) {
      rewrite.tell(
          TD4025,
          "a replacement with $" + wanted + " of " + groups + " groups",
          "Replace",
          "$1 is what the first parentheses of the expression find.",
          "add the parentheses to Regex");
    }
    return wanted <= groups;
  }
}
