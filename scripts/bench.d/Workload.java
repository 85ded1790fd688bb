import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What all run: two containers that wait, in one network namespace.
///
/// @param id of this run of the bench, on the label of all that it makes
/// @param holderImage taskdock's own, which holds the namespace for the others too
/// @param rules what the holder is given to load
record Workload(String id, String holderImage, String rules) {
  static final String LABEL = "dev.taskdock.bench";
  static final String IMAGE = "debian:bookworm-slim";
  static final List<String> NAMES = List.of("one", "two");
  static final String COMMAND = "trap 'exit 0' TERM; sleep infinity & wait";

  /// The name under which podman gets the image.
  String copy() {
    return "taskdock-bench:" + id;
  }

  Map<String, String> environment() {
    return Map.of("TASKDOCK_RULES", rules);
  }

  /// The same as a task definition.
  static Path definition(Path folder) throws IOException {
    var containers =
        NAMES.stream()
            .map(name -> """
                {"name": "%s", "image": "%s", "essential": true, "entryPoint": ["/bin/sh", "-c"],
                 "command": ["%s"]}""".formatted(name, IMAGE, COMMAND))
            .collect(Collectors.joining(",\n"));
    var file = folder.resolve("taskdef.json");
    Files.writeString(
        file,
        """
        {"family": "bench", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
         "cpu": "256", "memory": "512", "containerDefinitions": [
        %s]}
        """.formatted(containers));
    return file;
  }
}
