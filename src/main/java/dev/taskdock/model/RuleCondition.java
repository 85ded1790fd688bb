package dev.taskdock.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a request must be for a rule to apply. A condition holds if one of its values does, a rule
/// applies if all of its conditions hold.
///
/// Source: the `RuleCondition` shape; which letters count as equal is said at each.
public sealed interface RuleCondition {
  /// Its `Field`, as written in a rule.
  String field();

  /// How many of the values that a rule may have it uses up.
  int size();

  /// The host that the client asked for, without its port; in any case.
  record HostHeader(Patterns patterns) implements RuleCondition {
    @Override
    public String field() {
      return "host-header";
    }

    @Override
    public int size() {
      return patterns.values().size();
    }
  }

  /// The path as sent, not decoded and without the query; case counts.
  record PathPattern(Patterns patterns) implements RuleCondition {
    @Override
    public String field() {
      return "path-pattern";
    }

    @Override
    public int size() {
      return patterns.values().size();
    }
  }

  /// One of the lines of the header `name`, each as a whole; in any case.
  record HttpHeader(String name, Patterns patterns) implements RuleCondition {
    public HttpHeader {
      name = name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String field() {
      return "http-header";
    }

    @Override
    public int size() {
      return patterns.values().size();
    }
  }

  /// The method, exactly.
  record HttpRequestMethod(List<String> values) implements RuleCondition {
    public HttpRequestMethod {
      values = List.copyOf(values);
    }

    @Override
    public String field() {
      return "http-request-method";
    }

    @Override
    public int size() {
      return values.size();
    }
  }

  /// One of the pairs of the query as sent, not decoded; in any case.
  record QueryString(List<Pair> values) implements RuleCondition {
    public QueryString {
      values = List.copyOf(values);
    }

    /// Wildcards for a key and its value; without a key, for the value of any key.
    public record Pair(Optional<String> key, String value) {
      @Override
      public String toString() {
        return key.map(k -> k + "=").orElse("") + value;
      }
    }

    @Override
    public String field() {
      return "query-string";
    }

    @Override
    public int size() {
      return values.size();
    }
  }

  /// The address that the connection comes from; what a header says of it does not count.
  record SourceIp(List<AddressBlock> values) implements RuleCondition {
    public SourceIp {
      values = List.copyOf(values);
    }

    @Override
    public String field() {
      return "source-ip";
    }

    @Override
    public int size() {
      return values.size();
    }
  }
}
