package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.HealthCheck;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Looks whether a health check's program is there as soon as the container runs: its first probe
/// comes an interval later, and only the last of its retries makes it unhealthy.
final class ProbeProgram {
  private static final String SHELL_FORM = "CMD-SHELL";

  /// What a line of a shell begins with, where that is a plain word. The shell knows best whether
  /// it is one of its own.
  private static final Pattern FIRST_WORD =
      Pattern.compile("\\s*([A-Za-z0-9_./+-]+)(?=$|[\\s;&|]).*", Pattern.DOTALL);

  /// Says it as a shell that is told to run what it has not.
  private static final String LOOK =
      """
      case $0 in
        */*) [ -e "$0" ] ;;
        *) command -v "$0" ;;
      esac >/dev/null 2>&1 || echo "sh: $0: not found"
      """;

  private ProbeProgram() {}

  /// The program that a check begins with; empty where only its shell can tell.
  static Optional<String> of(HealthCheck check) {
    if (check.test().size() < 2) {
      return Optional.empty();
    }
    var first = check.test().get(1);
    if (!check.test().getFirst().equals(SHELL_FORM)) {
      return Optional.of(first);
    }
    var line = FIRST_WORD.matcher(first);
    return line.matches() ? Optional.of(line.group(1)) : Optional.empty();
  }

  /// What to do about a program that is not there; empty where it is, or nobody can tell.
  ///
  /// @param id of the running container
  static Optional<String> explain(
      Engine engine, ContainerName container, String id, HealthCheck check) {
    return of(check)
        .flatMap(program -> asked(engine, id, program))
        // Without a shell nobody could be asked, which is no fault of a check that needs none.
        .filter(words -> words.startsWith("sh: ") || check.test().getFirst().equals(SHELL_FORM))
        .flatMap(words -> ProbeFault.explain(container, words));
  }

  /// As the probe would: in the container's own environment, as its own user.
  private static Optional<String> asked(Engine engine, String id, String program) {
    var words = new ByteArrayOutputStream();
    try {
      engine.exec(
          id,
          new ExecSpec(
              List.of("/bin/sh", "-c", LOOK, program),
              false,
              Optional.empty(),
              Optional.empty(),
              words,
              words));
      return Optional.of(words.toString(StandardCharsets.UTF_8));
    } catch (EngineException e) {
      // It has ended already, or has no shell.
      return Optional.of(e.failure().message());
    }
  }
}
