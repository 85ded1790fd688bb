package dev.taskdock.model;

import java.util.List;

/// How a request is changed between its rule and its target: what each expression finds is
/// replaced.
///
/// Source: the `RuleTransform` shape; at most one of each type in a rule.
///
/// @param host of the Host header
/// @param url of path and query together
public record Transforms(List<Rewrite> host, List<Rewrite> url) {
  /// Changes nothing.
  public static final Transforms NONE = new Transforms(List.of(), List.of());

  public Transforms {
    host = List.copyOf(host);
    url = List.copyOf(url);
  }

  /// An expression, and what takes the place of what it finds; `$1` is what its first group found.
  public record Rewrite(String regex, String replacement) {}

  /// Whether it changes nothing.
  public boolean isEmpty() {
    return host.isEmpty() && url.isEmpty();
  }
}
