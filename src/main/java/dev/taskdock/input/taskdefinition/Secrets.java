package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `secrets` of a container and the `secretOptions` of its log driver: names and references,
/// never values. Source: RegisterTaskDefinition, Secret; the agent's reading of the references.
final class Secrets {
  private Secrets() {}

  /// The usable entries of `member`, in the order written.
  static List<Secret> read(Fields fields, String member) {
    var secrets = new ArrayList<Secret>();
    for (var entry : fields.objectsBy("name", member)) {
      Vocabulary.tell(entry);
      secret(entry).ifPresent(secrets::add);
    }
    return secrets;
  }

  private static Optional<Secret> secret(Fields entry) {
    var name = entry.text("name");
    var from = entry.text("valueFrom").flatMap(SecretReference::parse);
    return name.flatMap(n -> from.map(reference -> new Secret(n, reference)));
  }
}
