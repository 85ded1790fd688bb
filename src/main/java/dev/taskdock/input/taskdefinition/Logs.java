package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD1016;
import static dev.taskdock.problem.Code.TD2006;
import static dev.taskdock.problem.Code.TD2120;
import static dev.taskdock.problem.Code.TD2121;
import static dev.taskdock.problem.Code.TD2122;
import static dev.taskdock.problem.Code.TD2128;
import static dev.taskdock.problem.Code.TD2129;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.GoPattern;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Secret;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The `logConfiguration` of a container. The value of an option never gets into a diagnostic, and
/// no line that may hold one is quoted.
///
/// Source: RegisterTaskDefinition, LogConfiguration; developer guide, "awslogs" and "splunk".
final class Logs {
  /// Those of Docker's own options that ECS passes on are not all documented, so the driver's whole
  /// list is taken for known.
  private static final List<String> AWSLOGS =
      List.of(
          "awslogs-group",
          "awslogs-region",
          "awslogs-stream-prefix",
          "awslogs-create-group",
          "awslogs-datetime-format",
          "awslogs-multiline-pattern",
          "awslogs-endpoint",
          "awslogs-credentials-endpoint",
          "awslogs-force-flush-interval-seconds",
          "awslogs-format",
          "awslogs-stream",
          "mode",
          "max-buffer-size",
          "tag");

  private static final List<String> SPLUNK =
      List.of(
          "splunk-url",
          "splunk-token",
          "splunk-source",
          "splunk-sourcetype",
          "splunk-index",
          "splunk-capath",
          "splunk-caname",
          "splunk-insecureskipverify",
          "splunk-format",
          "splunk-verify-connection",
          "splunk-gzip",
          "splunk-gzip-level",
          "mode",
          "max-buffer-size",
          "tag",
          "labels",
          "labels-regex",
          "env",
          "env-regex");

  private static final String BUFFER = "max-buffer-size";

  /// What go-units takes for an amount of bytes.
  private static final Pattern SIZE =
      Pattern.compile("\\d{1,18}(?:\\.\\d{1,18})? ?[kKmMgGtTpP]?[iI]?[bB]?");

  /// What strconv.ParseBool of Go takes.
  static final List<String> FLAGS =
      List.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

  private static final List<String> DRIVERS = List.of("awslogs", "splunk", "awsfirelens");

  private final Fields fields;
  private final String title;

  private Logs(Fields fields, String title) {
    this.fields = fields;
    this.title = title;
  }

  /// Where the output of `container` goes; empty where it goes nowhere that is known.
  static Optional<LogConfiguration> read(Fields container) {
    return container
        .object("logConfiguration")
        .flatMap(fields -> new Logs(fields, container.title()).configuration());
  }

  private Optional<LogConfiguration> configuration() {
    Vocabulary.tell(fields);
    var options = fields.textsByName("options");
    var secretOptions = Secrets.read(fields, "secretOptions");
    var driver = fields.text("logDriver");
    if (driver.filter(DRIVERS::contains).isEmpty()) {
      fields.add(notOfFargate(driver));
      return Optional.empty();
    }
    var configuration = new LogConfiguration(driver.orElseThrow(), options, secretOptions);
    switch (configuration.driver()) {
      case "awslogs" -> tellAwslogs(configuration);
      case "splunk" -> tellSplunk(configuration);
      default -> {} // What awsfirelens takes is for the router to know.
    }
    return Optional.of(configuration);
  }

  private Diagnostic notOfFargate(Optional<String> driver) {
    var diagnostic =
        Diagnostic.error(
                TD2120,
                title
                    + driver
                        .map(d -> " logs to " + Quoted.of(d))
                        .orElse(" has logConfiguration without \"logDriver\""))
            .at(fields.locationOf("logDriver"))
            .fixedBy(
                driver
                    .flatMap(d -> Nearest.of(d, DRIVERS))
                    .map(near -> "write " + Quoted.of(near))
                    .orElse("write \"awslogs\" with its options, or remove logConfiguration"));
    return driver
        .map(d ->
            diagnostic.becauseAwsSays(
                d + " is not a valid log driver. Must be one of [awslogs, splunk, awsfirelens]"))
        .orElse(diagnostic.because("Fargate has awslogs, splunk and awsfirelens."));
  }

  private void tellAwslogs(LogConfiguration logs) {
    tellMissing(logs, "awslogs-region", "awslogs-group");
    if (!logs.options().containsKey("awslogs-stream-prefix")) {
      fields.add(
          Diagnostic.error(TD2121, title + " logs without awslogs-stream-prefix")
              .at(fields.locationOf("options"))
              .becauseAwsSays(
                  "Fargate requires log configuration options to include awslogs-stream-prefix to"
                      + " support log driver awslogs.")
              .fixedBy("add \"awslogs-stream-prefix\": \"NAME\" to the options"));
    }
    tellUnknown(logs, AWSLOGS);
    tellMode(logs);
    tellPattern(logs);
    tellFlag(logs, "awslogs-create-group");
  }

  private void tellSplunk(LogConfiguration logs) {
    tellMissing(logs, "splunk-token", "splunk-url");
    tellUnknown(logs, SPLUNK);
    tellMode(logs);
  }

  private void tellMissing(LogConfiguration logs, String... required) {
    var missing = new ArrayList<>(List.of(required));
    missing.removeAll(logs.options().keySet());
    missing.removeAll(logs.secretOptions().stream().map(Secret::name).toList());
    if (!missing.isEmpty()) {
      var names = String.join(", ", missing);
      fields.add(
          Diagnostic.error(TD2121, title + " logs without " + names)
              .at(fields.locationOf("options"))
              .becauseAwsSays("Log driver " + logs.driver() + " requires options: " + names)
              .fixedBy("add " + names + " to the options"));
    }
  }

  private void tellUnknown(LogConfiguration logs, List<String> known) {
    for (var option : logs.options().keySet()) {
      if (!known.contains(option)) {
        fields.add(
            Diagnostic.error(
                    TD2122, "the driver " + logs.driver() + " has no option " + Quoted.of(option))
                .at(locationOf(option))
                .becauseAwsSays("Log driver " + logs.driver() + " disallows options: " + option)
                .fixedBy(
                    Nearest.of(option, known)
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
      }
    }
  }

  private void tellMode(LogConfiguration logs) {
    var modes = List.of("blocking", "non-blocking");
    var mode = logs.options().getOrDefault("mode", "non-blocking");
    if (!modes.contains(mode)) {
      fields.add(
          Diagnostic.error(TD2006, title + " logs in a mode that there is not")
              .at(locationOf("mode"))
              .because("ECS knows blocking and non-blocking here.")
              .fixedBy("write \"non-blocking\""));
    }
    tellBuffer(logs, mode);
  }

  /// A size as the engine reads it, and only where there is a buffer.
  private void tellBuffer(LogConfiguration logs, String mode) {
    var size = logs.options().get(BUFFER);
    if (size == null) {
      return;
    }
    if (Placeholders.isIn(size)) {
      fields.add(unfilled(BUFFER));
    } else if (!SIZE.matcher(size).matches()) {
      fields.add(
          unusable(BUFFER, "that is no size")
              .because("The driver takes a number of bytes, with k, m or g of their multiples.")
              .fixedBy("write it as \"25m\""));
    }
    if (mode.equals("blocking")) {
      fields.add(
          unusable(BUFFER, "beside mode blocking")
              .because("Only non-blocking output has a buffer, so the driver does not start.")
              .fixedBy("remove it, or write \"mode\": \"non-blocking\""));
    }
  }

  private void tellFlag(LogConfiguration logs, String option) {
    var flag = logs.options().getOrDefault(option, "true");
    if (Placeholders.isIn(flag)) {
      fields.add(unfilled(option));
    } else if (!FLAGS.contains(flag)) {
      fields.add(
          unusable(option, "that is neither true nor false")
              .because("The driver is written in Go, and takes what Go takes for a boolean.")
              .fixedBy("write \"true\" or \"false\""));
    }
  }

  private Diagnostic unfilled(String option) {
    return Diagnostic.error(TD1016, Quoted.of(option) + " is not filled in")
        .at(locationOf(option))
        .because("A tool fills such places in before AWS sees the file.")
        .fixedBy("fill it in first, as in: envsubst < FILE > taskdef.json");
  }

  private Diagnostic unusable(String option, String what) {
    return Diagnostic.error(TD2129, title + " logs with " + option + " " + what)
        .at(locationOf(option));
  }

  private void tellPattern(LogConfiguration logs) {
    var option = "awslogs-multiline-pattern";
    var pattern = logs.options().get(option);
    if (pattern != null && GoPattern.compiled(pattern).isEmpty()) {
      fields.add(
          Diagnostic.warning(TD2128, title + " logs with a pattern that cannot be read")
              .at(locationOf(option))
              .because(
                  "The driver reads RE2, and a task with anything else does not start on AWS. Here"
                      + " each line is an event of its own.")
              .fixedBy("close its brackets; RE2 has no look-around and no back references"));
    }
  }

  private Location locationOf(String option) {
    return fields.object("options").stream()
        .flatMap(options -> options.members().stream())
        .filter(member -> member.name().equals(option))
        .map(Node.Member::nameLocation)
        .findFirst()
        .orElse(fields.location())
        .unquoted();
  }
}
