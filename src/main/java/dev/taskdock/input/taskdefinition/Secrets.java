package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2084;
import static dev.taskdock.problem.Code.TD2085;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Environment;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The `secrets` of a container and the `secretOptions` of its log driver: names and references,
/// never values. Source: RegisterTaskDefinition, Secret; the agent's reading of the references.
final class Secrets {
  private Secrets() {}

  /// The usable `secrets` of `container`, in the order written.
  static List<Secret> ofContainer(Fields container, Environment environment) {
    var names = new HashSet<>(environment.variables().keySet());
    for (var entry : container.objectsBy("name", "secrets")) {
      entry
          .text("name")
          .filter(name -> !names.add(name))
          .ifPresent(name -> entry.add(taken(entry, name, container)));
    }
    return read(container, "secrets");
  }

  /// The usable entries of `member`, in the order written.
  static List<Secret> read(Fields fields, String member) {
    var secrets = new ArrayList<Secret>();
    for (var entry : fields.objectsBy("name", member)) {
      Vocabulary.tell(entry);
      missing(entry, "name", member);
      missing(entry, "valueFrom", member);
      var name = entry.text("name");
      var from = entry.text("valueFrom").flatMap(text -> reference(text, entry));
      name.flatMap(n -> from.map(f -> new Secret(n, f))).ifPresent(secrets::add);
    }
    return secrets;
  }

  private static void missing(Fields entry, String name, String member) {
    if (!entry.has(name)) {
      entry.add(
          Diagnostic.error(TD2084, "an entry of " + member + " without " + Quoted.of(name))
              .at(entry.location())
              .because("Each entry has a name, and says where its value is kept.")
              .fixedBy("write {\"name\": \"NAME\", \"valueFrom\": \"ARN or parameter\"}"));
    }
  }

  private static Optional<SecretReference> reference(String text, Fields entry) {
    var reference = SecretReference.parse(text);
    if (reference.isEmpty()) {
      entry.add(noReference(text, entry));
    }
    if (reference.orElse(null) instanceof SecretReference.Asm secret
        && secret.stage().isPresent()
        && secret.versionId().isPresent()) {
      entry.add(
          Diagnostic.error(TD2084, entry.title() + " names both a stage and a version")
              .at(entry.locationOf("valueFrom"))
              .because("A stage is a version already, so Secrets Manager takes one of the two.")
              .fixedBy("leave one of the two fields empty, but keep the colons"));
    }
    return reference;
  }

  private static Diagnostic noReference(String text, Fields entry) {
    var diagnostic =
        Diagnostic.error(TD2084, entry.title() + " has a valueFrom that leads nowhere")
            .at(entry.locationOf("valueFrom"))
            .fixedBy("write the ARN as it is, or with all three of :JSON-KEY:STAGE:VERSION");
    return text.contains(":secretsmanager:")
        ? diagnostic.becauseAwsSays(
            "an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a"
                + " valid ARN and try again.",
            "Such an ARN has 7 fields, or 10 with a JSON key, a stage and a version.")
        : diagnostic
            .because("It is a parameter's name, or the ARN of a parameter or of a secret.")
            .fixedBy("write arn:aws:ssm:REGION:ACCOUNT:parameter/NAME, or the parameter's name");
  }

  private static Diagnostic taken(Fields entry, String name, Fields container) {
    return Diagnostic.error(
            TD2085, container.title() + " sets " + Quoted.of(name) + " twice, and as a secret")
        .at(entry.locationOf("name"))
        .becauseAwsSays(
            "The secret name must be unique and not shared with any new or existing environment"
                + " variables set on the container, such as '"
                + name
                + "'.")
        .fixedBy("remove one of them, or rename it");
  }
}
