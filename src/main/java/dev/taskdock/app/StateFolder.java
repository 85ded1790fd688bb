package dev.taskdock.app;

import dev.taskdock.logs.LogFolder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;

/// Where taskdock keeps what outlives its tasks: `$TASKDOCK_HOME`, else
/// `${XDG_STATE_HOME:-~/.local/state}/taskdock`.
public final class StateFolder {
  private StateFolder() {}

  /// The log groups.
  ///
  /// @param environment the one taskdock runs in
  public static LogFolder logs(Map<String, String> environment) {
    return new LogFolder(of(environment).resolve("logs"));
  }

  /// Where the authority is that makes certificates on this machine.
  ///
  /// @param environment the one taskdock runs in
  public static Path authority(Map<String, String> environment) {
    return of(environment).resolve("ca");
  }

  /// Where the keys are that seal sessions of people who have signed in.
  ///
  /// @param environment the one taskdock runs in
  static Path signIn(Map<String, String> environment) {
    return of(environment).resolve("signin");
  }

  /// What passed `taskdock test`.
  ///
  /// @param environment the one taskdock runs in
  public static Path passes(Map<String, String> environment) {
    return of(environment).resolve("passed");
  }

  /// The file of a project of that ending.
  ///
  /// @throws FileSystemException where the project has a name that would lead elsewhere
  static Path ofProject(String project, String ending, Map<String, String> environment)
      throws FileSystemException {
    if (!isName(project)) {
      throw new FileSystemException(project, null, "no name of a project");
    }
    return of(environment).resolve("up").resolve(project + ending);
  }

  /// Whether a project may be called so: its name becomes that of files.
  public static boolean isName(String project) {
    return !project.isEmpty()
        && project.indexOf('/') < 0
        && project.indexOf('\0') < 0
        && !project.equals(".")
        && !project.equals("..");
  }

  static Path of(Map<String, String> environment) {
    var own = environment.getOrDefault("TASKDOCK_HOME", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    var state = environment.getOrDefault("XDG_STATE_HOME", "");
    var home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
    return (state.isEmpty() ? Path.of(home, ".local", "state") : Path.of(state))
        .resolve("taskdock");
  }
}
