package dev.taskdock.cli;

/// The user's input was refused, and the reasons have been shown: exit 2.
final class Rejected extends Exception {
  private static final long serialVersionUID = 1L;

  Rejected() {
    super("input was refused");
  }
}
