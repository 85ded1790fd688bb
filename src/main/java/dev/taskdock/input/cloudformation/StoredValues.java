package dev.taskdock.input.cloudformation;

import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Values of Parameter Store and Secrets Manager, asked for as dynamic references do.
///
/// Source: CloudFormation, "Get values stored in other services using dynamic references".
final class StoredValues {
  private StoredValues() {}

  /// The value of the parameter `name`, which may have a version behind a colon.
  static Optional<String> parameter(String name, LocalValues values) {
    return SecretReference.parse(name).flatMap(values::find).map(SecretValue::text);
  }

  /// What `service:reference` of `{{resolve:service:reference}}` means.
  ///
  /// @param service `ssm`, `ssm-secure` or `secretsmanager`
  /// @param pseudo where a secret is that is named without its ARN
  static Optional<SecretReference> reference(String service, String reference, Pseudo pseudo) {
    return service.equals("secretsmanager")
        ? secret(reference, pseudo)
        : SecretReference.parse(reference);
  }

  private static Optional<SecretReference> secret(String reference, Pseudo pseudo) {
    boolean arn = reference.startsWith("arn:");
    int fields = arn ? 7 : 1;
    var parts = reference.split(":", -1);
    if (parts.length < fields) {
      return Optional.empty();
    }
    var id = String.join(":", Arrays.asList(parts).subList(0, fields));
    var rest = Arrays.asList(parts).subList(fields, parts.length);
    // SecretString, then the key, the stage and the version.
    var key = part(rest, 1);
    var stage = part(rest, 2);
    var version = part(rest, 3);
    var whole = arn ? id : pseudo.arn("secretsmanager", "secret:" + id);
    boolean plain = key.isEmpty() && stage.isEmpty() && version.isEmpty();
    return SecretReference.parse(
        plain ? whole : String.join(":", whole, key, version.isEmpty() ? stage : "", version));
  }

  private static String part(List<String> parts, int index) {
    return index < parts.size() ? parts.get(index) : "";
  }
}
