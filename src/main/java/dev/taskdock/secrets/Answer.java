package dev.taskdock.secrets;

import dev.taskdock.model.SecretValue;

/// What came of asking for a secret.
public sealed interface Answer {
  /// Its value.
  record Value(SecretValue value) implements Answer {}

  /// It is kept nowhere on this machine.
  record Nowhere() implements Answer {}

  /// AWS was asked and does not know it.
  record Absent() implements Answer {}

  /// AWS was asked and gave none.
  ///
  /// @param words AWS's own
  record Refused(String words) implements Answer {}

  /// It is kept somewhere, but not to be had from there.
  record Failed(String why) implements Answer {}

  /// The whole secret is there, but not the part that is meant.
  ///
  /// @param why in the agent's words
  record Malformed(String why) implements Answer {}
}
