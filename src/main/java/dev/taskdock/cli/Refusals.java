package dev.taskdock.cli;

import dev.taskdock.app.Aws;
import dev.taskdock.app.HostCredentials;
import dev.taskdock.app.RoleSource;
import dev.taskdock.launch.Publishing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a run can be refused for before anything starts, beyond its definition.
final class Refusals {
  private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

  private static final String EXPORT =
      "  fix  eval \"$(aws configure export-credentials --format env)\"";

  private Refusals() {}

  /// A run in the background reads its files a second time, in a process of its own, which can read
  /// neither a pipe that is at its end nor what `<(…)` opens for its parent alone.
  ///
  /// @throws Rejected when something is refused; it has been shown
  static void checkDetached(Terminal terminal, List<String> secretFiles) throws Rejected {
    var once =
        secretFiles.stream()
            .filter(file -> !file.equals("-") && Files.exists(Path.of(file)))
            .filter(file -> !Files.isRegularFile(Path.of(file)))
            .findFirst();
    if (once.isPresent()) {
      terminal
          .err()
          .println(
              "taskdock: with -d a file of secrets must be a regular file, or -: " + once.get());
      throw new Rejected();
    }
  }

  /// @throws Rejected when something is refused; it has been shown
  static void check(
      Terminal terminal, int count, List<Publishing.Asked> publications, @Nullable String project)
      throws Rejected {
    boolean fine = true;
    if (count < 1 || count > 100) {
      terminal.err().println("taskdock: --count is 1 to 100");
      fine = false;
    }
    if (count > 1 && publications.stream().anyMatch(p -> p.hostPort().isPresent())) {
      terminal
          .err()
          .println(
              "taskdock: -p HOST:PORT gives one port to "
                  + count
                  + " tasks; use -p PORT, or the address each task has");
      fine = false;
    }
    if (project != null && !PROJECT.matcher(project).matches()) {
      terminal.err().println("taskdock: --project takes letters, digits, '_', '.' and '-'");
      fine = false;
    }
    if (!fine) {
      throw new Rejected();
    }
  }

  /// @throws Rejected when the developer's own credentials are asked for and there are none
  static void checkRole(Terminal terminal, RoleSource role) throws Rejected {
    var lack =
        role == RoleSource.HOST
            ? HostCredentials.of(System.getenv()).lack()
            : Optional.<String>empty();
    if (lack.isPresent()) {
      terminal.err().println("taskdock: --task-role host: " + lack.get());
      terminal.err().println(EXPORT);
      throw new Rejected();
    }
  }

  /// @throws Rejected when AWS is to be asked and nobody may
  static void checkAws(Terminal terminal, Optional<Aws> aws) throws Rejected {
    var lack = aws.flatMap(Aws::lack);
    if (lack.isPresent()) {
      terminal.err().println("taskdock: cannot ask AWS: " + lack.get());
      terminal.err().println(EXPORT);
      throw new Rejected();
    }
  }
}
