package dev.taskdock.routing;

import dev.taskdock.model.Listener;
import java.util.List;
import java.util.stream.Stream;

/// The rules of one listener, compiled: request → route.
///
/// The first rule, by priority, whose conditions all hold; else the default. [RuleIndex] says which
/// rules are worth asking, so a hundred cost little more than one.
public final class ListenerRoutes {
  private final List<Rule> rules;
  private final Rule last;
  private final RuleIndex index;

  private ListenerRoutes(List<Rule> rules, Rule last) {
    this.rules = rules;
    this.last = last;
    index = new RuleIndex(rules.stream().map(Rule::conditions).toList());
  }

  static ListenerRoutes of(Listener listener, Door door) {
    return new ListenerRoutes(
        listener.rules().stream().map(rule -> Rule.of(rule, door)).toList(),
        Rule.ofDefault(listener.defaultActions(), door));
  }

  /// What is to be done with `request`.
  public Route route(Request request) {
    return rule(Subject.of(request)).route(request);
  }

  /// For each rule up to the one that applies, which of its conditions failed.
  public Explanation explain(Request request) {
    var subject = Subject.of(request);
    var applying = rule(subject);
    var verdicts =
        Stream.concat(rules.stream(), Stream.of(last))
            .takeWhile(rule -> rule != applying)
            .map(rule -> Explanation.Refused.of(rule, subject))
            .toList();
    return new Explanation(verdicts, applying.route(request));
  }

  private Rule rule(Subject subject) {
    var candidates = new long[index.words()];
    index.narrow(subject, candidates);
    for (int w = 0; w < candidates.length; w++) {
      for (long left = candidates[w]; left != 0; left &= left - 1) {
        var rule = rules.get(w * Long.SIZE + Long.numberOfTrailingZeros(left));
        if (rule.applies(subject)) {
          return rule;
        }
      }
    }
    return last;
  }
}
