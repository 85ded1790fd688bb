package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2018;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The `tags` of a task definition. Source: RegisterTaskDefinition, Tag.
final class Tags {
  private static final int MOST = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private Tags() {}

  /// The tags of `task` by key.
  static Map<String, String> read(Fields task) {
    var entries = task.objectsBy("key", "tags");
    if (entries.size() > MOST) {
      task.add(
          Diagnostic.error(TD2018, entries.size() + " tags, a task definition can have 50")
              .at(task.locationOf("tags"))
              .because("ECS takes 0 to 50 of them.")
              .fixedBy("leave some out"));
    }
    var tags = new LinkedHashMap<String, String>();
    for (var fields : entries) {
      Vocabulary.tell(fields);
      var key = fields.text("key").orElse("");
      var value = fields.anyText("value").orElse("");
      tell(key, value, fields);
      if (tags.put(key, value) != null) {
        fields.add(
            mistake(
                fields, "key", "two tags are called " + fields.title(), "A key is there once."));
      }
    }
    return tags;
  }

  private static void tell(String key, String value, Fields fields) {
    if (key.isEmpty() || key.length() > LONGEST_KEY) {
      fields.add(
          mistake(
              fields,
              "key",
              "a tag whose key has " + key.length() + " characters",
              "A key has 1 to 128 characters."));
    }
    if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
      fields.add(
          mistake(
              fields,
              "key",
              fields.title() + " cannot be the key of a tag",
              "What begins with aws: is for AWS."));
    }
    if (value.length() > LONGEST_VALUE) {
      fields.add(
          mistake(
              fields,
              "value",
              fields.title() + " has a value of " + value.length() + " characters",
              "A value has 0 to 256 characters."));
    }
  }

  private static Diagnostic mistake(Fields fields, String member, String what, String rule) {
    return Diagnostic.error(TD2018, what).at(fields.locationOf(member)).because(rule);
  }
}
