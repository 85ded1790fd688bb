package dev.taskdock.engine.docker;

/// What a call is about: it decides what a refusal means.
sealed interface Subject {
  /// One container.
  record OneContainer(String id) implements Subject {}

  /// One image; `remote` where its registry is asked.
  record OneImage(String reference, boolean remote) implements Subject {}

  /// A build.
  record Build() implements Subject {}

  /// Anything else.
  record Whole() implements Subject {}

  Subject BUILD = new Build();

  Subject WHOLE = new Whole();
}
