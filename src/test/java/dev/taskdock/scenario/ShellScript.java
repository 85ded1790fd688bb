package dev.taskdock.scenario;

import dev.taskdock.simulation.Behaviour;
import dev.taskdock.simulation.Ending;
import dev.taskdock.state.Health;
import java.time.Duration;
import java.util.List;

/// A behaviour as a script for bash, for containers of a real engine.
final class ShellScript {
  private static final String HEALTHY = "/tmp/healthy";

  /// Says whether the script is healthy right now.
  static final List<String> PROBE = List.of("CMD", "test", "-e", HEALTHY);

  private ShellScript() {}

  static String of(Behaviour behaviour) {
    return "rm -f %s\n%s\n%s &\n%s"
        .formatted(HEALTHY, onTerm(behaviour), healths(behaviour), end(behaviour));
  }

  private static String onTerm(Behaviour behaviour) {
    return behaviour
        .onTerm()
        .map(ending -> "trap 'trap \"\" TERM; %s' TERM".formatted(exit(ending)))
        .orElse("trap '' TERM");
  }

  private static String healths(Behaviour behaviour) {
    var script = new StringBuilder("(true");
    var now = Duration.ZERO;
    for (var health : behaviour.healths().entrySet()) {
      script.append("; sleep ").append(health.getKey().minus(now).toSeconds());
      script.append(health.getValue() == Health.HEALTHY ? "; touch " : "; rm -f ").append(HEALTHY);
      now = health.getKey();
    }
    return script.append(')').toString();
  }

  /// A shell hears a signal while it waits, not while a program of its own runs.
  private static String end(Behaviour behaviour) {
    return behaviour
        .ending()
        .map(ending ->
            "sleep %d & wait $!; exit %d".formatted(ending.after().toSeconds(), ending.exitCode()))
        .orElse("sleep infinity & wait $!");
  }

  private static String exit(Ending ending) {
    return "sleep %d; exit %d".formatted(ending.after().toSeconds(), ending.exitCode());
  }
}
