package dev.taskdock.model;

import java.net.URI;
import java.util.List;

/// What is asked here in the place of a Lambda function: it gets the function's event, and answers
/// what the function would.
public sealed interface HookStandIn {
  /// A program: the event on its standard input, the answer on its standard output.
  ///
  /// @param words its name or path, and its arguments
  /// @param folder where it runs
  record Command(List<String> words, String folder) implements HookStandIn {
    public Command {
      words = List.copyOf(words);
      if (words.isEmpty()) {
        throw new IllegalArgumentException("no program");
      }
    }
  }

  /// A server: the event is posted there, the answer is in the body of a 200.
  record Server(URI uri) implements HookStandIn {}
}
