package dev.taskdock.engine.docker;

/// What a call is about: it decides what a refusal means.
sealed interface Subject {
  /// One container.
  record OneContainer(String id) implements Subject {}

  /// One image.
  ///
  /// @param remote whether its registry is asked
  /// @param anyone whether it is asked by whoever has logged in, and not by somebody in particular
  record OneImage(String reference, boolean remote, boolean anyone) implements Subject {
    OneImage(String reference, boolean remote) {
      this(reference, remote, true);
    }
  }

  /// A build.
  record Build() implements Subject {}

  /// Anything else.
  record Whole() implements Subject {}

  Subject BUILD = new Build();

  Subject WHOLE = new Whole();
}
