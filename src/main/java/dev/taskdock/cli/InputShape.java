package dev.taskdock.cli;

import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.Templates;
import java.util.regex.Pattern;

/// What a file is, as far as its text tells at a glance. What reads the others is not loaded for a
/// task definition.
enum InputShape {
  /// A task definition, or something its reader will say it is instead.
  TASK_DEFINITION,
  TEMPLATE,
  COPILOT;

  private static final Pattern MANIFEST =
      Pattern.compile(
          "(?m)^type:[ \\t]*[\"']?(?:Load Balanced Web Service|Backend Service|Worker Service"
              + "|Scheduled Job|Request-Driven Web Service|Static Site)\\b");

  static InputShape of(Source source) {
    var text = source.text();
    if (text.contains("Resources") && Templates.isTemplate(source)) {
      return TEMPLATE;
    }
    return text.contains("type:") && MANIFEST.matcher(text).find() ? COPILOT : TASK_DEFINITION;
  }

  /// Whether files of this shape become a [dev.taskdock.input.declared.Declared].
  boolean isDeclared() {
    return this != TASK_DEFINITION;
  }
}
