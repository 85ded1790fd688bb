package dev.taskdock.app;

import dev.taskdock.metadata.TaskCredentials;
import java.util.Map;

/// Whose credentials a task's containers get as those of its role.
public enum RoleSource {
  /// Nobody's: they look like credentials and open nothing.
  FAKE,
  /// The developer's own.
  HOST;

  /// @param environment taskdock's own
  TaskCredentials credentials(Map<String, String> environment) {
    return switch (this) {
      case FAKE -> TaskCredentials.FAKE;
      case HOST -> HostCredentials.of(environment);
    };
  }
}
