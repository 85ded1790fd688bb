package dev.taskdock.routing;

import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.routing.TextPattern.Case;
import java.util.List;
import java.util.Optional;

/// A condition of a rule, compiled.
///
/// Source: the table of rule conditions in the guide to listeners; which letters count is said in
/// [RuleCondition].
sealed interface Condition {
  /// Whether it holds.
  boolean holds(Subject subject);

  /// What it is compiled from.
  RuleCondition source();

  static Condition of(RuleCondition condition) {
    return switch (condition) {
      case RuleCondition.HostHeader(var patterns) ->
          new OfHost(condition, TextPattern.all(patterns, Case.IGNORED));
      case RuleCondition.PathPattern(var patterns) ->
          new OfPath(condition, TextPattern.all(patterns, Case.COUNTS));
      case RuleCondition.HttpHeader(var name, var patterns) ->
          new OfHeader(condition, name, TextPattern.all(patterns, Case.IGNORED));
      case RuleCondition.HttpRequestMethod(var values) -> new OfMethod(condition, values);
      case RuleCondition.QueryString(var pairs) ->
          new OfQuery(condition, pairs.stream().map(OfQuery.Pair::of).toList());
      case RuleCondition.SourceIp(var blocks) -> new OfSource(condition, blocks);
    };
  }

  /// How much it costs to ask, for asking the cheap ones first.
  default int cost() {
    return switch (this) {
      case OfSource _ -> 0;
      case OfMethod _ -> 1;
      case OfHost c -> cost(c.patterns, 2);
      case OfPath c -> cost(c.patterns, 2);
      case OfQuery _ -> 3;
      case OfHeader c -> cost(c.patterns, 4);
    };
  }

  private static int cost(List<TextPattern> patterns, int least) {
    return patterns.stream().anyMatch(Expression.class::isInstance) ? least + 10 : least;
  }

  private static boolean any(List<TextPattern> patterns, CharSequence text) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(text)) {
        return true;
      }
    }
    return false;
  }

  /// A request without a host meets none.
  record OfHost(RuleCondition source, List<TextPattern> patterns) implements Condition {
    public OfHost {
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean holds(Subject subject) {
      return !subject.host().isEmpty() && any(patterns, subject.host());
    }
  }

  record OfPath(RuleCondition source, List<TextPattern> patterns) implements Condition {
    public OfPath {
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean holds(Subject subject) {
      return any(patterns, subject.path());
    }
  }

  /// Each line of the header is compared as a whole.
  record OfHeader(RuleCondition source, String name, List<TextPattern> patterns)
      implements Condition {
    public OfHeader {
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean holds(Subject subject) {
      var request = subject.request();
      for (int i = 0; i < request.headers(); i++) {
        if (Ascii.isName(request.headerName(i), name) && any(patterns, request.headerValue(i))) {
          return true;
        }
      }
      return false;
    }
  }

  record OfMethod(RuleCondition source, List<String> methods) implements Condition {
    public OfMethod {
      methods = List.copyOf(methods);
    }

    @Override
    public boolean holds(Subject subject) {
      for (int i = 0; i < methods.size(); i++) {
        if (methods.get(i).contentEquals(subject.request().method())) {
          return true;
        }
      }
      return false;
    }
  }

  /// A key without `=` has an empty value.
  record OfQuery(RuleCondition source, List<Pair> pairs) implements Condition {
    public OfQuery {
      pairs = List.copyOf(pairs);
    }

    record Pair(Optional<Glob> key, Glob value) {
      static Pair of(RuleCondition.QueryString.Pair pair) {
        return new Pair(
            pair.key().map(k -> Glob.escaped(k, Case.IGNORED)),
            Glob.escaped(pair.value(), Case.IGNORED));
      }

      /// The one pair that matches, in lower case, as `key=value`; empty where more than one can.
      Optional<String> literal() {
        return key.flatMap(Glob::literal).flatMap(k -> value.literal().map(v -> k + "=" + v));
      }

      private boolean matches(CharSequence name, CharSequence text) {
        return (key.isEmpty() || key.get().matches(name)) && value.matches(text);
      }
    }

    @Override
    public boolean holds(Subject subject) {
      var asked = subject.query().pairs();
      for (int i = 0; i < asked.size(); i++) {
        for (int j = 0; j < pairs.size(); j++) {
          if (pairs.get(j).matches(asked.get(i).name(), asked.get(i).value())) {
            return true;
          }
        }
      }
      return false;
    }
  }

  record OfSource(RuleCondition source, List<AddressBlock> blocks) implements Condition {
    public OfSource {
      blocks = List.copyOf(blocks);
    }

    @Override
    public boolean holds(Subject subject) {
      var address = subject.request().source();
      for (int i = 0; i < blocks.size(); i++) {
        if (blocks.get(i).contains(address)) {
          return true;
        }
      }
      return false;
    }
  }
}
