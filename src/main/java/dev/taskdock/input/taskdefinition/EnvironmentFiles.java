package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import java.util.ArrayList;
import java.util.List;

/// The `environmentFiles` of a container or of an override: objects of S3.
///
/// Source: RegisterTaskDefinition, EnvironmentFile.
final class EnvironmentFiles {
  private static final List<String> MEMBERS = List.of("value", "type");

  private EnvironmentFiles() {}

  /// The ARNs of the files of `container`, in the order written.
  static List<String> read(Fields container) {
    var files = new ArrayList<String>();
    for (var entry : container.objects("environmentFiles")) {
      entry.expectOnly(MEMBERS);
      entry.word("type", List.of("s3"));
      entry.text("value").ifPresent(files::add);
    }
    return files;
  }
}
