package dev.taskdock.secrets;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.RegistryLogin;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Problems;
import java.util.Optional;

/// A secret that `repositoryCredentials` name: `{"username": "…", "password": "…"}`, and whatever
/// else is in it.
///
/// Source: amazon-ecs-agent, `agent/asm`, which reads it with Go's `encoding/json`: the case of the
/// two names does not matter, and null is what is not there.
final class LoginText {
  private static final String DATA = "asm fetching authorization data: ";
  private static final String EMPTY = "AuthorizationData is malformed, empty field";

  private LoginText() {}

  /// The login in `secret`.
  ///
  /// @throws Unavailable in the agent's words, none of which is the secret's
  static RegistryLogin read(SecretValue secret) {
    if (secret.text().isEmpty()) {
      throw new Unavailable(DATA + "empty secrets value");
    }
    var mistakes = new Problems();
    var node = JsonReader.read(new Source("secret", secret.text()), mistakes);
    if (mistakes.hasErrors() || !(node.orElse(null) instanceof Node.Mapping object)) {
      throw otherSchema();
    }
    return new RegistryLogin(text(object, "username"), new SecretValue(text(object, "password")));
  }

  private static String text(Node.Mapping object, String name) {
    return object.members().stream()
        .filter(member -> member.name().equalsIgnoreCase(name))
        .reduce((_, last) -> last)
        .flatMap(member -> text(member.value()))
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> new Unavailable("asm fetching " + name + ": " + EMPTY));
  }

  private static Optional<String> text(Node value) {
    if (!(value instanceof Node.Scalar scalar)) {
      throw otherSchema();
    }
    return switch (scalar.kind()) {
      case TEXT, ANY -> Optional.of(scalar.text());
      case NULL -> Optional.empty();
      case NUMBER, BOOLEAN -> throw otherSchema();
    };
  }

  private static Unavailable otherSchema() {
    return new Unavailable(DATA + "unable to unmarshal secret value, invalid schema");
  }
}
