package dev.taskdock.engine.docker;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The rules of a `.dockerignore`, as the docker command reads them: the last one that fits
/// decides.
///
/// docker-java's reader is not used: it takes comments for patterns, does not leave out what lies
/// in a folder that a pattern names, and fails where the Dockerfile itself is named.
final class IgnoreRules {
  /// One line; `keeps` where it began with `!`.
  private record Rule(Pattern pattern, boolean keeps) {}

  private final List<Rule> rules;

  private IgnoreRules(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  static IgnoreRules parse(List<String> lines) {
    var rules = new ArrayList<Rule>();
    for (String line : lines) {
      String text = line.replace("\uFEFF", "");
      if (!text.startsWith("#") && !text.isBlank()) {
        boolean keeps = text.strip().startsWith("!");
        String pattern = clean(keeps ? text.strip().substring(1) : text);
        if (!pattern.isEmpty()) {
          rules.add(new Rule(Pattern.compile(expression(pattern), Pattern.DOTALL), keeps));
        }
      }
    }
    return new IgnoreRules(rules);
  }

  /// Whether something in an ignored folder may be kept, so that it has to be looked into.
  boolean canKeep() {
    return rules.stream().anyMatch(Rule::keeps);
  }

  /// Whether a path of the context, with `/` between its parts, stays out.
  boolean ignores(String path) {
    boolean ignored = false;
    for (Rule rule : rules) {
      if (ignored == rule.keeps() && fits(rule.pattern(), path)) {
        ignored = !rule.keeps();
      }
    }
    return ignored;
  }

  private static boolean fits(Pattern pattern, String path) {
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (pattern.matcher(path.substring(0, end)).matches()) {
        return true;
      }
    }
    return pattern.matcher(path).matches();
  }

  private static String clean(String text) {
    var parts = new ArrayList<String>();
    for (String part : text.strip().split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  private static String expression(String glob) {
    var expression = new StringBuilder();
    for (int at = 0; at < glob.length(); at++) {
      char c = glob.charAt(at);
      if (glob.startsWith("**/", at)) {
        expression.append("(?:.*/)?");
        at += 2;
      } else if (glob.startsWith("**", at)) {
        expression.append(".*");
        at++;
      } else if (c == '*') {
        expression.append("[^/]*");
      } else if (c == '?') {
        expression.append("[^/]");
      } else if (c == '[' && glob.indexOf(']', at + 1) > at) {
        int end = glob.indexOf(']', at + 1);
        expression.append(glob, at, end + 1);
        at = end;
      } else {
        at += c == '\\' && at + 1 < glob.length() ? 1 : 0;
        expression.append(Pattern.quote(String.valueOf(glob.charAt(at))));
      }
    }
    return expression.toString();
  }
}
