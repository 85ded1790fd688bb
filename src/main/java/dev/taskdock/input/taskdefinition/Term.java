package dev.taskdock.input.taskdefinition;

import java.util.Optional;

/// A member that RegisterTaskDefinition knows, and what becomes of it.
///
/// @param object the path of the object that it is a member of, `containerDefinitions[].secrets[]`;
///   empty for the definition as a whole
/// @param reason why it is not simply honoured; empty where it is
/// @param refusal how it is answered where it is refused as a whole
public record Term(
    String object, String name, Treatment treatment, String reason, Optional<Refusal> refusal) {
  /// How a member that Fargate does not take is answered.
  ///
  /// @param message what AWS says; empty where its words are not known
  /// @param fix what to do about it
  public record Refusal(String message, String fix) {}

  /// Where it stands in a definition: `containerDefinitions[].secrets[].valueFrom`.
  public String path() {
    return object.isEmpty() ? name : object + "." + name;
  }
}
