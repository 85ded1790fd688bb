package dev.taskdock.model;

/// The value of a secret. It prints as `***`; who asks for its text hands it to a container.
public record SecretValue(String text) {
  @Override
  public String toString() {
    return "***";
  }
}
