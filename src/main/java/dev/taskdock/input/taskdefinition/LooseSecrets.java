package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2088;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.SecretNames;
import java.util.List;
import java.util.Locale;

/// Values of `environment` that look like secrets: whoever may describe the definition reads them.
///
/// A name alone is not enough, nor is a value that stands for another.
final class LooseSecrets {
  private static final int SHORTEST = 6;

  /// What is found in values that a person or a pipeline fills in, or that lead to another place.
  private static final List<String> STAND_INS =
      List.of(
          "$",
          "<",
          ">",
          "{",
          "}",
          "%",
          "://",
          "arn:",
          "change",
          "example",
          "placeholder",
          "your",
          "xxx",
          "***",
          "todo",
          "replace",
          "dummy",
          "/run/secrets",
          "insert");

  private LooseSecrets() {}

  /// Tells each variable of `container` that holds what had better be a secret.
  static void tell(Fields container) {
    for (var entry : container.objectsBy("name", "environment")) {
      var name = entry.text("name").orElse("");
      var value = entry.anyText("value").orElse("");
      if (SecretNames.isTelling(name) && !isStandIn(value)) {
        entry.add(
            Diagnostic.warning(TD2088, entry.title() + " seems to hold a secret")
                .at(entry.locationOf("name"))
                .because("Whoever may describe the task definition can read its environment.")
                .fixedBy("keep it in Secrets Manager or SSM, and name it in \"secrets\""));
      }
    }
  }

  /// Whether `value` is too plain to be a secret, or leads to one.
  private static boolean isStandIn(String value) {
    var lower = value.toLowerCase(Locale.ROOT);
    return value.length() < SHORTEST
        || value.contains(" ")
        || value.startsWith("/")
        || lower.equals("false")
        || STAND_INS.stream().anyMatch(lower::contains);
  }
}
