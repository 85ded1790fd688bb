package dev.taskdock.cli;

import dev.taskdock.model.ImageBuild;
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
/// @param builds how to build images it names
/// @param unhandled members that are accepted and do nothing here yet
record Definition(
    TaskDefinition task,
    String file,
    Origins origins,
    Map<String, String> sources,
    List<ImageBuild> builds,
    List<String> unhandled) {
  Definition {
    sources = Map.copyOf(sources);
    builds = List.copyOf(builds);
    unhandled = List.copyOf(unhandled);
  }

  /// Its text, where it came over standard input and so cannot be read again.
  Optional<String> stdin() {
    return file.startsWith("<") ? Optional.ofNullable(sources.get(file)) : Optional.empty();
  }
}
