package dev.taskdock.state;

import java.time.Duration;
import java.util.Optional;

/// What a lifecycle hook answered (`hookStatus`).
public sealed interface HookAnswer {
  /// How long ECS waits before it calls a hook again that does not say.
  Duration USUAL_DELAY = Duration.ofSeconds(30);

  /// The deployment goes on.
  ///
  /// @param remark why nobody was asked, where nobody was
  record Succeeded(Optional<String> remark) implements HookAnswer {
    /// It said so.
    public Succeeded() {
      this(Optional.empty());
    }
  }

  /// The deployment is called off.
  ///
  /// @param why what was answered, or why there is no answer
  record Failed(String why) implements HookAnswer {}

  /// It is to be called again.
  ///
  /// @param delay the `callBackDelay`
  /// @param details the `hookDetails` of the next call
  record InProgress(Duration delay, Optional<String> details) implements HookAnswer {}
}
