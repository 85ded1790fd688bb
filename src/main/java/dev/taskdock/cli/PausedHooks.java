package dev.taskdock.cli;

import dev.taskdock.control.Snapshot;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.ServiceName;
import dev.taskdock.state.HookRun;
import dev.taskdock.state.ServiceState;
import dev.taskdock.state.Tempo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The lifecycle hooks that hold deployments, as DescribeServiceDeployments shows them, and which
/// of them somebody means.
final class PausedHooks {
  private PausedHooks() {}

  /// The one hook that a name means: its own id, or that of a service which one hook alone pauses.
  ///
  /// @param found empty where none is meant
  /// @param refusal why, empty where one is
  record Choice(Optional<String> found, String refusal) {}

  static Choice choose(Snapshot snapshot, String name) {
    var states = snapshot.observed().services().states();
    if (states.values().stream().flatMap(s -> waiting(s).stream()).anyMatch(name::equals)) {
      return new Choice(Optional.of(name), "");
    }
    var service =
        states.entrySet().stream().filter(s -> s.getKey().name().equals(name)).findFirst();
    if (service.isEmpty()) {
      return refused(
          name.startsWith(HookRun.PAUSED)
              ? "no lifecycle hook " + name + " is AWAITING_ACTION"
              : "no service " + name + "; there are: " + names(states.keySet()));
    }
    var waiting = waiting(service.get().getValue());
    return switch (waiting.size()) {
      case 0 -> refused("no deployment of " + name + " is paused: no hook is AWAITING_ACTION");
      case 1 -> new Choice(Optional.of(waiting.getFirst()), "");
      default ->
          refused("several hooks pause " + name + "; say which: " + String.join(", ", waiting));
    };
  }

  /// Whether a hook waits to be continued.
  static boolean isAwaited(Snapshot snapshot, String hookId) {
    return snapshot.observed().services().states().values().stream()
        .anyMatch(s -> waiting(s).contains(hookId));
  }

  /// The `lifecycleHookDetails` of a deployment.
  static List<Map<String, Object>> details(List<HookRun> hooks, Tempo tempo) {
    return hooks.stream().map(run -> detail(run, tempo)).toList();
  }

  private static Map<String, Object> detail(HookRun run, Tempo tempo) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("hookId", run.executionId());
    shape.put("targetType", run.hook().target().word());
    if (run.hook().target() instanceof LifecycleHook.Target.Function(var arn, _)) {
      shape.put("targetArn", arn);
    }
    shape.put("status", run.status());
    shape.put("expiresAt", run.expiresAt(tempo));
    shape.put("timeoutAction", run.hook().goesOnAfter() ? "CONTINUE" : "ROLLBACK");
    return shape;
  }

  private static List<String> waiting(ServiceState state) {
    return state.primary().hooks().stream()
        .filter(HookRun::isAwaited)
        .map(HookRun::executionId)
        .toList();
  }

  private static String names(Set<ServiceName> services) {
    return String.join(", ", services.stream().map(ServiceName::name).toList());
  }

  private static Choice refused(String why) {
    return new Choice(Optional.empty(), why);
  }
}
