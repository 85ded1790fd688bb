package dev.taskdock.control;

import dev.taskdock.state.HookAnswer;
import dev.taskdock.state.HookCall;
import java.util.Optional;

/// What is asked in the place of the functions that lifecycle hooks name.
@FunctionalInterface
public interface HookTargets {
  /// Nothing stands for any function.
  HookTargets NONE = _ -> new HookAnswer.Succeeded(Optional.of("has no stand-in here"));

  /// Calls one and waits for its answer. Whatever goes wrong there is an answer, too.
  HookAnswer call(HookCall call);
}
