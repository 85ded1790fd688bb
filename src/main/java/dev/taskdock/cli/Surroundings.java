package dev.taskdock.cli;

import dev.taskdock.input.Node;
import dev.taskdock.problem.Masked;
import dev.taskdock.problem.SecretNames;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a value stands in, as far as that tells whether it may be shown. Nothing is taken for
/// granted of the tree: what is malformed holds the same secrets.
enum Surroundings {
  OPEN,
  /// The value of `environment`: a list of names and values, or whatever stands there instead.
  ENVIRONMENT,
  /// An item of it: its name may be shown, and what stands before a `=`.
  VARIABLE,
  /// The value of `secrets`, which in the words of ECS is a list of names and references.
  SECRETS,
  /// An item of it: the name and the reference may be shown.
  SECRET,
  /// A name in either, which may have a value behind a `=`.
  NAME,
  /// Nothing below here is shown.
  HIDDEN;

  static final String STARS = "***";

  private static final Pattern ENVIRONMENT_NAME =
      Pattern.compile("(?i)environment|variables|x-[\\w.-]*env[\\w.-]*");

  private static final Set<String> HIDDEN_NAMES = Set.of("options", "dockerlabels", "httppasswd");

  private static final Set<String> VALUES =
      Set.of("value", "values", "parametervalue", "default", "content", "result");

  /// What stands at `name` in `whole`.
  Surroundings member(String name, Node.Mapping whole) {
    return switch (this) {
      case OPEN -> opened(name, whole);
      case VARIABLE -> name.equalsIgnoreCase("name") ? NAME : HIDDEN;
      case SECRET ->
          name.equalsIgnoreCase("name") || name.equalsIgnoreCase("valueFrom") ? NAME : HIDDEN;
      case ENVIRONMENT, SECRETS, NAME, HIDDEN -> HIDDEN;
    };
  }

  private static Surroundings opened(String name, Node.Mapping whole) {
    var plain = name.toLowerCase(Locale.ROOT);
    if (plain.equals("secrets")) {
      return SECRETS;
    }
    if (ENVIRONMENT_NAME.matcher(name).matches()) {
      return ENVIRONMENT;
    }
    if (plain.equals("repositorycredentials")) {
      return OPEN;
    }
    boolean hidden =
        HIDDEN_NAMES.contains(plain)
            || SecretNames.isSensitive(name)
            || (VALUES.contains(plain) && isConfidential(whole));
    return hidden ? HIDDEN : OPEN;
  }

  /// Whether an object says that its value is a secret, or has the name of one.
  private static boolean isConfidential(Node.Mapping whole) {
    boolean said =
        Stream.of("sensitive", "NoEcho").anyMatch(flag -> text(whole, flag).equals("true"));
    return said
        || Stream.of("name", "Name", "key", "Key", "ParameterKey")
            .anyMatch(key -> SecretNames.isSensitive(text(whole, key)));
  }

  private static String text(Node.Mapping object, String name) {
    return object.get(name).orElse(null) instanceof Node.Scalar scalar ? scalar.text() : "";
  }

  /// What stands in a list that stands here.
  ///
  /// @param before the item before it; what follows `--password` is one
  Surroundings item(Node before) {
    return switch (this) {
      case OPEN -> before instanceof Node.Scalar s && isOption(s.text()) ? HIDDEN : OPEN;
      case ENVIRONMENT -> VARIABLE;
      case SECRETS -> SECRET;
      case VARIABLE, SECRET, NAME, HIDDEN -> HIDDEN;
    };
  }

  private static boolean isOption(String text) {
    return text.startsWith("-")
        && text.indexOf('=') < 0
        && SecretNames.isSensitive(text.replaceFirst("^-+", ""));
  }

  /// The value as it may be shown.
  String shown(String value) {
    return switch (this) {
      case OPEN -> Masked.of(value);
      case VARIABLE, NAME -> named(value);
      case ENVIRONMENT, SECRETS, SECRET, HIDDEN -> STARS;
    };
  }

  /// The name of a member as it may be shown: `A=x` stands where only names should.
  String shownName(String name) {
    return switch (this) {
      case OPEN -> Masked.of(name);
      case ENVIRONMENT, SECRETS, VARIABLE, SECRET, NAME, HIDDEN -> before(name);
    };
  }

  private String named(String value) {
    boolean assigned = value.indexOf('=') >= 0;
    return this == NAME || assigned ? before(value) : STARS;
  }

  private static String before(String value) {
    int equals = value.indexOf('=');
    return equals < 0 ? value : value.substring(0, equals + 1) + STARS;
  }
}
