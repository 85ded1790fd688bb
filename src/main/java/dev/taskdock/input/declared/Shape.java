package dev.taskdock.input.declared;

/// In which notation things are declared, besides task definitions themselves.
public enum Shape {
  TEMPLATE("CloudFormation template", "template", "AWS::ECS::TaskDefinition"),
  TERRAFORM("Terraform plan or state", "plan", "aws_ecs_task_definition"),
  COPILOT("Copilot manifest", "manifest", "a service or a job"),
  ECSPRESSO("ecspresso configuration", "configuration", "task_definition");

  private final String title;
  private final String noun;
  private final String wanted;

  Shape(String title, String noun, String wanted) {
    this.title = title;
    this.noun = noun;
    this.wanted = wanted;
  }

  /// Its name in full.
  public String title() {
    return title;
  }

  /// Its name in a sentence about one.
  public String noun() {
    return noun;
  }

  /// What one lacks that has no task definition.
  String lacking() {
    return switch (this) {
      case TEMPLATE, TERRAFORM -> "It has no resource of the type " + wanted + ".";
      case COPILOT, ECSPRESSO -> "It has no " + wanted + ".";
    };
  }
}
