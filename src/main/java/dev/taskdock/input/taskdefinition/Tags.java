package dev.taskdock.input.taskdefinition;

import dev.taskdock.input.Fields;
import java.util.LinkedHashMap;
import java.util.Map;

/// The `tags` of a task definition. Source: RegisterTaskDefinition, Tag.
final class Tags {
  private Tags() {}

  /// The tags of `task` by key.
  static Map<String, String> read(Fields task) {
    var tags = new LinkedHashMap<String, String>();
    for (var fields : task.objectsBy("key", "tags")) {
      Vocabulary.tell(fields);
      var value = fields.anyText("value").orElse("");
      fields.text("key").ifPresent(key -> tags.put(key, value));
    }
    return tags;
  }
}
