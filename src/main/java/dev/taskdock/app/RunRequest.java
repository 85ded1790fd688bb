package dev.taskdock.app;

import dev.taskdock.launch.Publishing;
import java.util.List;
import java.util.Optional;

/// What `taskdock run` or `taskdock up` was asked for.
///
/// @param workload with everything the command line changes applied
/// @param file where it was read from, as the user wrote it
/// @param local what stands here for things that AWS has
/// @param platform what to run containers as, empty for the engine's own
/// @param keep whether ended containers stay for a look
/// @param role whose credentials its containers get as those of their task role
public record RunRequest(
    Workload workload,
    String project,
    String file,
    Local local,
    PullPolicy pull,
    Optional<String> platform,
    List<Publishing.Asked> publications,
    boolean keep,
    RoleSource role) {
  public RunRequest {
    publications = List.copyOf(publications);
  }
}
