package dev.taskdock.secrets;

import static dev.taskdock.problem.Code.TD1050;

import dev.taskdock.input.ConfidentialReader;
import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A file of secrets: `KEY=value` lines, or an object in JSON (`.json`, or what begins with `{`) or
/// YAML (`.yaml`, `.yml`).
///
/// A value that is an object or a list is the secret's text as JSON, which a reference with a JSON
/// key picks from.
public final class SecretFile {
  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private SecretFile() {}

  /// The secrets in `source` by their keys.
  public static Map<String, LocalSecret> read(Source source, Problems problems) {
    boolean json = source.file().endsWith(".json") || source.text().stripLeading().startsWith("{");
    boolean yaml = source.file().endsWith(".yaml") || source.file().endsWith(".yml");
    var secrets = new LinkedHashMap<String, LocalSecret>();
    if (json || yaml) {
      var findings = new Findings(problems);
      ConfidentialReader.read(source, json && !yaml, problems)
          .flatMap(root -> Fields.ofRoot(root, findings))
          .ifPresent(fields -> {
            for (var member : fields.members()) {
              text(member.value()).ifPresent(text -> secrets.put(member.name(), secret(text)));
            }
          });
    } else {
      EnvironmentFile.read(source, problems)
          .forEach((key, value) -> secrets.put(key, secret(value)));
    }
    return secrets;
  }

  /// Warns where others than its owner may read the file at `path`.
  public static void tellReaders(Path path, Problems problems) {
    try {
      if (Files.isRegularFile(path)
          && Files.getPosixFilePermissions(path).stream().anyMatch(OF_OTHERS::contains)) {
        problems.add(
            Diagnostic.warning(TD1050, "others can read this file of secrets")
                .at(Location.startOf(path.toString()))
                .because("Its permissions let other users of this machine read it.")
                .fixedBy("chmod 600 " + path));
      }
    } catch (IOException | UnsupportedOperationException _) {
      // A file system without such permissions has nothing to tell.
    }
  }

  /// The value that a node of JSON or YAML is: a text as it is, anything else as JSON; empty for
  /// null.
  public static Optional<String> text(Node node) {
    return node instanceof Node.Scalar scalar
        ? Optional.of(scalar.text()).filter(_ -> scalar.kind() != Node.Scalar.Kind.NULL)
        : Optional.of(JsonText.of(node));
  }

  private static LocalSecret secret(String text) {
    return LocalSecret.of(new Kept.Here(new SecretValue(text)));
  }
}
