package dev.taskdock.input.taskdefinition;

/// What becomes of a member of a task definition.
public enum Treatment {
  /// It does what it does on Fargate.
  HONOURED,
  /// It does something here that stands for what it does on Fargate.
  APPROXIMATED,
  /// It is accepted, and nothing comes of it here.
  IGNORED,
  /// Fargate does not take it, and neither do we.
  REFUSED,
  /// No part of a registration: `describe-task-definition` adds it to what was registered.
  DESCRIBED
}
