package dev.taskdock.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where a secret's value is: the grammar of `valueFrom`.
///
/// Source: RegisterTaskDefinition, Secret; the agent's reading of Secrets Manager ARNs.
public sealed interface SecretReference {
  /// As it was written.
  String text();

  /// What its value may be filed under where values are kept locally, the most exact first.
  List<String> names();

  /// A parameter of Systems Manager.
  ///
  /// @param name as in `/app/db/password`, with a version or label behind a colon if one is meant
  /// @param region where the ARN names one; else the task's
  record Parameter(String text, String name, Optional<String> region) implements SecretReference {
    @Override
    public List<String> names() {
      return distinct(text, name, unversioned());
    }

    private String unversioned() {
      int colon = name.indexOf(':');
      return colon < 0 ? name : name.substring(0, colon);
    }
  }

  /// A secret of AWS Secrets Manager, which the agent calls ASM.
  ///
  /// @param arn without what stands after the secret's name
  /// @param jsonKey the key of a JSON object whose value is meant; else the whole text
  /// @param stage as in `AWSPREVIOUS`; else `AWSCURRENT`
  record Asm(
      String text,
      String arn,
      Optional<String> jsonKey,
      Optional<String> stage,
      Optional<String> versionId)
      implements SecretReference {
    /// A whole secret, of which `text` is the ARN or just the name.
    public static Asm whole(String text) {
      return new Asm(text, text, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// The secret's name, without the random ending that Secrets Manager adds to it.
    public String name() {
      return withoutEnding(named());
    }

    /// With the random ending and without. An ARN may be written without it, so that a last word of
    /// six letters looks like one: exact goes first.
    @Override
    public List<String> names() {
      return distinct(text, arn, withoutEnding(arn), named(), name());
    }

    private String named() {
      return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static String withoutEnding(String name) {
      return name.replaceFirst("(?<=.)-[A-Za-z0-9]{6}$", "");
    }
  }

  /// The reference in `text`; empty where it follows no form that ECS knows.
  static Optional<SecretReference> parse(String text) {
    if (!text.startsWith("arn:")) {
      return named(new Parameter(text, text, Optional.empty()));
    }
    var fields = text.split(":", -1);
    if (fields.length < 6) {
      return Optional.empty();
    }
    return switch (fields[2]) {
      case "ssm" -> parameter(text, fields);
      case "secretsmanager" -> secret(text, fields);
      default -> Optional.empty();
    };
  }

  private static Optional<SecretReference> parameter(String text, String[] fields) {
    if (fields.length > 7 || !fields[5].startsWith("parameter/")) {
      return Optional.empty();
    }
    var path =
        String.join(":", Arrays.asList(fields).subList(5, fields.length))
            .substring("parameter/".length());
    // The slash that begins a name with folders is the one after "parameter".
    var name = path.contains("/") ? "/" + path : path;
    return named(new Parameter(text, name, given(fields[3])));
  }

  /// Seven fields, or all ten: `arn:…:secret:NAME:KEY:STAGE:VERSION`, of which not both of the
  /// last.
  private static Optional<SecretReference> secret(String text, String[] fields) {
    boolean whole = fields.length == 7 || fields.length == 10;
    if (!whole || !fields[5].equals("secret")) {
      return Optional.empty();
    }
    var arn = String.join(":", Arrays.asList(fields).subList(0, 7));
    boolean suffix = fields.length == 10;
    return named(
        new Asm(
            text,
            arn,
            suffix ? given(fields[7]) : Optional.empty(),
            suffix ? given(fields[8]) : Optional.empty(),
            suffix ? given(fields[9]) : Optional.empty()));
  }

  /// What remains of a name without its version or ending is a name too: `:5` is a version of none.
  private static Optional<SecretReference> named(SecretReference reference) {
    return reference.names().stream().anyMatch(String::isBlank)
        ? Optional.empty()
        : Optional.of(reference);
  }

  private static List<String> distinct(String... names) {
    return Arrays.stream(names).distinct().toList();
  }

  private static Optional<String> given(String field) {
    return field.isEmpty() ? Optional.empty() : Optional.of(field);
  }
}
