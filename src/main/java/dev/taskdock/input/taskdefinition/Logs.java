package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.model.FirelensConfiguration;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Logging;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The `logConfiguration` and `firelensConfiguration` of a container. The value of an option never
/// gets into a diagnostic.
///
/// Source: RegisterTaskDefinition, LogConfiguration and FirelensConfiguration.
final class Logs {
  private Logs() {}

  /// Where the output of `container` goes.
  static Logging read(Fields container) {
    return new Logging(
        container.object("logConfiguration").flatMap(Logs::configuration),
        container.object("firelensConfiguration").flatMap(Logs::router));
  }

  private static Optional<LogConfiguration> configuration(Fields fields) {
    Vocabulary.tell(fields);
    var options = fields.textsByName("options");
    var secretOptions = Secrets.read(fields, "secretOptions");
    return fields
        .text("logDriver")
        .map(driver -> new LogConfiguration(driver, options, secretOptions));
  }

  private static Optional<FirelensConfiguration> router(Fields fields) {
    Vocabulary.tell(fields);
    var options = fields.textsByName("options");
    return fields
        .word("type", List.of("fluentd", "fluentbit"))
        .map(word -> FirelensConfiguration.Type.valueOf(word.toUpperCase(Locale.ROOT)))
        .map(type -> new FirelensConfiguration(type, options));
  }
}
