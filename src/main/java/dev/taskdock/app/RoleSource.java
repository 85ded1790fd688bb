package dev.taskdock.app;

import dev.taskdock.metadata.TaskCredentials;
import java.util.Map;
import java.util.Optional;

/// Whose credentials a task's containers get as those of its role.
public enum RoleSource {
  /// Nobody's: they look like credentials and open nothing.
  FAKE,
  /// The developer's own.
  HOST,
  /// The role's, which the developer assumes.
  AWS;

  /// @param environment taskdock's own
  /// @param aws there for [#AWS]
  TaskCredentials credentials(Map<String, String> environment, Optional<Aws> aws) {
    return switch (this) {
      case FAKE -> TaskCredentials.FAKE;
      case HOST -> HostCredentials.of(environment);
      case AWS -> aws.orElseThrow();
    };
  }
}
