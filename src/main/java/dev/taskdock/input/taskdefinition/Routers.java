package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2123;
import static dev.taskdock.problem.Code.TD2124;
import static dev.taskdock.problem.Code.TD2125;
import static dev.taskdock.problem.Code.TD2126;
import static dev.taskdock.problem.Code.TD2127;

import dev.taskdock.input.Fields;
import dev.taskdock.model.FirelensConfiguration;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The `firelensConfiguration` of a task's router, and who sends it their output.
///
/// Source: RegisterTaskDefinition, FirelensConfiguration; the agent, which writes the router's
/// configuration.
final class Routers {
  private static final String DRIVER = "awsfirelens";
  private static final String FILE_TYPE = "config-file-type";
  private static final String FILE = "config-file-value";
  private static final String METADATA = "enable-ecs-log-metadata";
  private static final List<String> OPTIONS = List.of(METADATA, FILE_TYPE, FILE);

  /// Options of a container that ECS keeps for itself.
  private static final List<String> KEPT =
      List.of("log-driver-buffer-limit", "include-pattern", "exclude-pattern");

  private Routers() {}

  /// What makes `container` a router; empty where it is none.
  static Optional<FirelensConfiguration> read(Fields container) {
    return container
        .object("firelensConfiguration")
        .flatMap(fields -> router(fields, container.title()));
  }

  private static Optional<FirelensConfiguration> router(Fields fields, String title) {
    Vocabulary.tell(fields);
    var options = fields.textsByName("options");
    tellOptions(fields, options, title);
    if (!fields.has("type")) {
      fields.add(
          Diagnostic.error(TD2126, title + " has a firelensConfiguration without \"type\"")
              .at(fields.location())
              .because("ECS has to know which of fluentbit and fluentd its image runs.")
              .fixedBy("add \"type\": \"fluentbit\""));
    }
    return fields
        .word("type", List.of("fluentd", "fluentbit"))
        .map(word -> FirelensConfiguration.Type.valueOf(word.toUpperCase(Locale.ROOT)))
        .map(type -> new FirelensConfiguration(type, options));
  }

  private static void tellOptions(Fields fields, Map<String, String> options, String title) {
    for (var option : options.keySet()) {
      if (!OPTIONS.contains(option)) {
        fields.add(
            mistake(fields, title + " has no FireLens option " + Quoted.of(option))
                .because("FireLens takes " + String.join(", ", OPTIONS) + ".")
                .fixedBy(
                    Nearest.of(option, OPTIONS)
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
      }
    }
    if (!Logs.FLAGS.contains(options.getOrDefault(METADATA, "true"))) {
      fields.add(
          mistake(fields, title + " has " + METADATA + " that is not true or false")
              .because("The agent takes what Go takes for a boolean; the task would not start.")
              .fixedBy("write \"true\" or \"false\""));
    }
    var type = options.getOrDefault(FILE_TYPE, "file");
    if (type.equals("s3")) {
      fields.add(
          mistake(fields, title + " takes its configuration from S3")
              .becauseAwsSays(
                  "Fargate launch type does not support FirelensConfiguration config file from"
                      + " 's3'")
              .fixedBy("copy the file into the image and write \"config-file-type\": \"file\""));
    } else if (!type.equals("file")) {
      fields.add(
          mistake(fields, title + " has a config-file-type that is neither file nor s3")
              .because("On Fargate the file comes with the image: its type is \"file\".")
              .fixedBy("write \"config-file-type\": \"file\""));
    }
    if (options.containsKey(FILE_TYPE) != options.containsKey(FILE)) {
      fields.add(
          mistake(fields, title + " has one of config-file-type and config-file-value")
              .because("The one says where the file is, the other which it is.")
              .fixedBy("write both, or none"));
    }
  }

  private static Diagnostic mistake(Fields fields, String what) {
    return Diagnostic.error(TD2126, what).at(fields.locationOf("options"));
  }

  /// Tells where senders and routers do not fit.
  static void tell(List<Draft> drafts) {
    var routers = drafts.stream().filter(d -> d.fields().has("firelensConfiguration")).toList();
    var senders = drafts.stream().filter(d -> d.logsTo(DRIVER)).toList();
    if (routers.isEmpty()) {
      senders.stream().findFirst().ifPresent(s -> s.fields().add(withoutRouter(s)));
      return;
    }
    var router = routers.getFirst();
    if (senders.isEmpty()) {
      router.fields().add(withoutSender(router));
    }
    for (var other : routers.subList(1, routers.size())) {
      other.fields().add(second(router, other));
    }
    routers.forEach(Routers::tellRouter);
    router
        .logging()
        .router()
        .map(Routers::outputKey)
        .ifPresent(key -> senders.forEach(sender -> tellOutput(sender, key)));
  }

  private static void tellRouter(Draft router) {
    var fields = router.fields();
    if (router.logsTo(DRIVER)) {
      fields.add(
          Diagnostic.error(TD2127, router.title() + " routes its own output to itself")
              .at(fields.locationOf("logConfiguration"))
              .because("What it says of a mistake would go round for ever.")
              .fixedBy("give it \"logDriver\": \"awslogs\""));
    }
    router
        .invocation()
        .user()
        .filter(user -> !user.split(":", 2)[0].equals("0"))
        .ifPresent(user ->
            fields.add(
                Diagnostic.warning(
                        TD2127, router.title() + " is a router of the user " + Quoted.of(user))
                    .at(fields.locationOf("user"))
                    .becauseAwsSays(
                        "If 'user' field is specified on firelens container, then 'UID' has to be"
                            + " '0'.",
                        "Newer platforms may take others.")
                    .fixedBy("remove \"user\"; a router is then 0, the root")));
  }

  /// The option that says which output the router's configuration gets.
  private static String outputKey(FirelensConfiguration router) {
    return switch (router.type()) {
      case FLUENTBIT -> "Name";
      case FLUENTD -> "@type";
    };
  }

  private static void tellOutput(Draft sender, String key) {
    var options =
        new ArrayList<>(
            sender
                .logging()
                .configuration()
                .map(LogConfiguration::options)
                .orElse(Map.of())
                .keySet());
    options.removeAll(KEPT);
    if (!options.isEmpty() && !options.contains(key)) {
      sender
          .fields()
          .add(
              Diagnostic.error(TD2123, sender.title() + " has options of an output without a name")
                  .at(sender.fields().locationOf("logConfiguration"))
                  .because("ECS writes them into the router's configuration as one output.")
                  .fixedBy("add the option \"" + key + "\", or remove the others"));
    }
  }

  private static Diagnostic withoutRouter(Draft sender) {
    return Diagnostic.error(TD2124, sender.title() + " logs to a router that is not there")
        .at(sender.fields().locationOf("logConfiguration"))
        .becauseAwsSays(
            "When awsfirelens log driver is specified in log configuration, a firelens configuration"
                + " object must be configured in one of the containers.")
        .fixedBy(
            "add \"firelensConfiguration\": {\"type\": \"fluentbit\"} to the container that routes");
  }

  private static Diagnostic withoutSender(Draft router) {
    return Diagnostic.error(TD2125, router.title() + " is a router that nobody logs to")
        .at(router.fields().locationOf("firelensConfiguration"))
        .becauseAwsSays(
            "When a firelensConfiguration object is specified, at least one container has to be"
                + " configured with the awsfirelens log driver.")
        .fixedBy("write \"logDriver\": \"awsfirelens\" in another container");
  }

  private static Diagnostic second(Draft router, Draft other) {
    return Diagnostic.error(TD2125, other.title() + " is a second router")
        .at(other.fields().locationOf("firelensConfiguration"))
        .because("A task has one router, which all of its containers share.")
        .fixedBy("remove firelensConfiguration from one of them")
        .seeAlso(
            router.fields().locationOf("firelensConfiguration"), router.title() + " is the first");
  }
}
