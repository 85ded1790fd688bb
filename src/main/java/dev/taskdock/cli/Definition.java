package dev.taskdock.cli;

import dev.taskdock.app.Local;
import dev.taskdock.model.SecretValue;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Origins;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A task definition that was read, with what the command line changes of it.
///
/// @param file as the user wrote it
/// @param origins where each part of it stands
/// @param sources the texts that were read, by file, to quote from
/// @param local what stands here for things that AWS has
/// @param stdin what was read from standard input, which cannot be read again; may be secrets
/// @param unhandled members that are accepted and do nothing here yet
record Definition(
    TaskDefinition task,
    String file,
    Origins origins,
    Map<String, String> sources,
    Local local,
    Optional<SecretValue> stdin,
    List<String> unhandled) {
  Definition {
    sources = Map.copyOf(sources);
    unhandled = List.copyOf(unhandled);
  }

  /// The same with other things standing here.
  Definition with(Local other) {
    return new Definition(task, file, origins, sources, other, stdin, unhandled);
  }
}
