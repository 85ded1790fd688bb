package dev.taskdock.app;

import dev.taskdock.model.ContainerName;
import java.util.Optional;
import java.util.regex.Pattern;

/// Explains a health check that cannot pass, because its program is not in the image or may not be
/// run.
///
/// Judged by what the probe printed: its exit code says nothing, since most checks end in `|| exit
/// 1`. What a check begins with is looked for before ([ProbeProgram]); this tells of the rest when
/// the engine calls a container unhealthy.
public final class ProbeFault {
  private static final String SHELL = "/bin/sh";

  /// The engine's words for a program that is not there: by name, or by path.
  private static final Pattern NO_PROGRAM =
      Pattern.compile(
          "exec: \"([^\"]+)\": (?:executable file not found|stat \\S+: no such file or directory)");

  private static final Pattern NOT_EXECUTABLE =
      Pattern.compile("exec: \"([^\"]+)\": permission denied");

  /// How shells say it: dash and BusyBox, bash, and those that were told to by a path.
  private static final Pattern NOT_FOUND =
      Pattern.compile(
          "^(?:\\S*/)?(?:sh|ash|dash|bash|zsh|ksh): (?:(?:line )?\\d+: )?(\\S+): (?:command )?not"
              + " found$",
          Pattern.MULTILINE);

  private ProbeFault() {}

  /// One line that explains it and says what to do, empty where the output tells of no such thing.
  ///
  /// @param output of the last probe
  public static Optional<String> explain(ContainerName container, String output) {
    return missing(output)
        .map(program ->
            program.equals(SHELL)
                ? "there is no %s in the image: write CMD and a program it has".formatted(SHELL)
                : "there is no %s in the image: install it, or check with a program it has"
                    .formatted(program))
        .or(() ->
            found(NOT_EXECUTABLE, output)
                .map(program ->
                    "%s may not be executed: chmod +x it in the image".formatted(program)))
        .map(why -> container + " cannot be HEALTHY: " + why);
  }

  private static Optional<String> missing(String output) {
    return found(NO_PROGRAM, output).or(() -> found(NOT_FOUND, output));
  }

  private static Optional<String> found(Pattern pattern, String output) {
    var matcher = pattern.matcher(output);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
