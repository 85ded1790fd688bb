package dev.taskdock.secrets;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;

/// One member of a secret that is a JSON object.
///
/// Source: amazon-ecs-agent, `agent/asm`, which reads the value with Go's `encoding/json`. Where Go
/// would quote the character that is wrong, the reason does not: it is a character of the secret.
final class JsonKey {
  private static final String TOO_SHORT = "unexpected end of JSON input";

  private JsonKey() {}

  /// The member `key` of `whole`.
  static Answer of(SecretValue whole, String key) {
    if (whole.text().isBlank()) {
      return new Answer.Malformed(TOO_SHORT);
    }
    var mistakes = new Problems();
    var node = JsonReader.read(new Source("secret", whole.text()), mistakes);
    if (mistakes.hasErrors()) {
      boolean early = mistakes.all().stream().map(Diagnostic::code).anyMatch(Code.TD1011::equals);
      return new Answer.Malformed(early ? TOO_SHORT : "invalid character in JSON input");
    }
    return of(node.orElseThrow(), key);
  }

  private static Answer of(Node node, String key) {
    return switch (node) {
      case Node.Mapping object ->
          object
              .get(key)
              .<Answer>map(member -> new Answer.Value(new SecretValue(GoText.of(member))))
              .orElse(missing(key));
      case Node.Sequence _ -> noObject("array");
      case Node.Scalar scalar ->
          switch (scalar.kind()) {
            case TEXT, ANY -> noObject("string");
            case NUMBER -> noObject("number");
            case BOOLEAN -> noObject("bool");
            case NULL -> missing(key);
          };
    };
  }

  private static Answer missing(String key) {
    return new Answer.Malformed(
        "retrieved secret from Secrets Manager did not contain json key " + key);
  }

  private static Answer noObject(String kind) {
    return new Answer.Malformed(
        "json: cannot unmarshal " + kind + " into Go value of type map[string]interface {}");
  }
}
