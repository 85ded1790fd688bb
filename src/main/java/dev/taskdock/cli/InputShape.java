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
  COPILOT,
  TERRAFORM,
  ECSPRESSO;

  private static final Pattern MANIFEST =
      Pattern.compile(
          "(?m)^type:[ \\t]*[\"']?(?:Load Balanced Web Service|Backend Service|Worker Service"
              + "|Scheduled Job|Request-Driven Web Service|Static Site)\\b");

  /// A configuration of ecspresso; `task_definition` alone is also in the parameters of ecs-cli, as
  /// an object.
  private static final Pattern CONFIGURATION =
      Pattern.compile(
          "(?m)^[{\\s]*[\"']?(?:service_definition[\"']?[ \\t]*:"
              + "|task_definition[\"']?[ \\t]*:[ \\t]*(?:[\"']?[^\\s{\"'|>]|\\{?\\s*[\"']?path\\b))");

  /// Not `${{ env.NAME }}`, which is an expression of GitHub's.
  private static final Pattern FUNCTION =
      Pattern.compile(
          "(?<!\\$)\\{\\{-?\\s*\\(?\\s*(?:must_env|env|\\w*tfstatef?|\\w*ssm|\\w*secretsmanager_arn"
              + "|\\w*cfn_output|\\w*cfn_export)\\s+[`\"(\\\\]");

  /// What a state of Terraform has at its top, also where somebody has left out the rest.
  private static final Pattern STATE = Pattern.compile("\"(?:serial|resources)\"\\s*:");

  static InputShape of(Source source) {
    var text = source.text();
    if (text.contains("terraform_version") && isOfTerraform(text)) {
      return TERRAFORM;
    }
    if (text.contains("Resources") && Templates.isTemplate(source)) {
      return TEMPLATE;
    }
    if (text.contains("type:") && MANIFEST.matcher(text).find()) {
      return COPILOT;
    }
    return isOfEcspresso(source) ? ECSPRESSO : TASK_DEFINITION;
  }

  private static boolean isOfTerraform(String text) {
    return text.contains("\"planned_values\"")
        || text.contains("\"root_module\"")
        || text.contains("\"lineage\"")
        || STATE.matcher(text).find();
  }

  private static boolean isOfEcspresso(Source source) {
    var text = source.text();
    return source.file().endsWith("sonnet")
        || (text.contains("_definition") && CONFIGURATION.matcher(text).find())
        || (text.contains("{{") && FUNCTION.matcher(text).find());
  }

  /// Whether files of this shape become a [dev.taskdock.input.declared.Declared].
  boolean isDeclared() {
    return this != TASK_DEFINITION;
  }
}
