import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Another program that runs the same containers.
///
/// @param version what it says of itself
/// @param environment added to ours
/// @param start the command that returns when they run
/// @param remove the command that removes them
record Contender(
    String name,
    String version,
    Map<String, String> environment,
    List<String> start,
    List<String> remove) {

  /// How long it takes until they run, in nanoseconds, the program's own start included.
  long time() throws Exception {
    long since = System.nanoTime();
    Commands.run(environment, start);
    return System.nanoTime() - since;
  }

  void clear() throws Exception {
    Commands.run(environment, remove);
  }

  /// docker-compose v1: a service that holds the network and two that join it.
  static Contender compose(Path folder, Workload work) throws Exception {
    var file = folder.resolve("docker-compose.yml");
    var text = new StringBuilder("version: '2.4'\nservices:\n  holder:\n");
    text.append("    image: ").append(work.holderImage()).append('\n');
    text.append("    environment: [TASKDOCK_RULES]\n    cap_add: [NET_ADMIN]\n");
    text.append("    cap_drop: [ALL]\n    init: true\n");
    text.append("    labels: {").append(Workload.LABEL).append(": ").append(work.id()).append("}\n");
    for (var name : Workload.NAMES) {
      text.append("  ").append(name).append(":\n    image: ").append(Workload.IMAGE);
      text.append("\n    network_mode: service:holder\n    depends_on: [holder]\n");
      text.append("    entrypoint: [/bin/sh, -c]\n    command: [\"")
          .append(Workload.COMMAND.replace("$", "$$"))
          .append("\"]\n    labels: {")
          .append(Workload.LABEL).append(": ").append(work.id()).append("}\n");
    }
    Files.writeString(file, text);
    var compose = List.of("docker-compose", "-p", "taskdock-bench-" + work.id(), "-f", file + "");
    return new Contender(
        "docker-compose",
        Commands.output(List.of("docker-compose", "version", "--short")),
        work.environment(),
        with(compose, "up", "-d"),
        with(compose, "down", "-t", "0"));
  }

  /// The docker command line as a person would use it who knows that two can be started at once, and
  /// that none may start before the packet rules of the namespace are in place.
  static Contender docker(Path folder, Workload work) throws Exception {
    var file = folder.resolve("docker.sh");
    var name = "taskdock-bench-" + work.id();
    var label = " --label " + Workload.LABEL + "=" + work.id() + " ";
    var text = new StringBuilder("set -eu\n");
    text.append("docker network create").append(label).append(name).append("-cli\n");
    text.append("docker run -d").append(label).append("--name ").append(name)
        .append("-holder --network ").append(name)
        .append("-cli --init --cap-drop ALL --cap-add NET_ADMIN -e TASKDOCK_RULES ")
        .append(work.holderImage()).append('\n');
    text.append("until docker logs ").append(name).append("-holder | grep -q 'taskdock: ready'; do :; done\n");
    var waits = new StringBuilder();
    for (var container : Workload.NAMES) {
      text.append("docker run -d").append(label).append("--name ").append(name).append('-')
          .append(container).append(" --network container:").append(name).append("-holder ")
          .append("--entrypoint /bin/sh ").append(Workload.IMAGE).append(" -c \"")
          .append(Workload.COMMAND).append("\" &\n").append(container).append("=$!\n");
      waits.append("wait \"$").append(container).append("\"\n");
    }
    Files.writeString(file, text.append(waits));
    var remove = folder.resolve("docker-remove.sh");
    Files.writeString(
        remove,
        "docker rm -fv " + name + "-holder " + name + "-" + String.join(" " + name + "-", Workload.NAMES)
            + "\ndocker network rm " + name + "-cli\n");
    return new Contender(
        "docker",
        Commands.output(List.of("docker", "--version")).replaceAll("Docker version |,.*", ""),
        work.environment(),
        List.of("sh", file + ""),
        List.of("sh", remove + ""));
  }

  /// podman's pods, in podman's own store, which is given the image first.
  static Contender podman(Path folder, Workload work) throws Exception {
    var file = folder.resolve("pod.yaml");
    var pod = "taskdock-bench-" + work.id();
    var text = new StringBuilder("apiVersion: v1\nkind: Pod\nmetadata:\n  name: " + pod + "\n");
    text.append("spec:\n  containers:\n");
    for (var name : Workload.NAMES) {
      text.append("  - name: ").append(name).append("\n    image: localhost/").append(work.copy());
      text.append("\n    imagePullPolicy: Never\n    command: [/bin/sh, -c, \"")
          .append(Workload.COMMAND).append("\"]\n");
    }
    Files.writeString(file, text);
    // For machines that allow less than podman's own defaults want; crun wants more all the same.
    var settings = folder.resolve("containers.conf");
    Files.writeString(
        settings,
        "[containers]\ndefault_ulimits = [\"nofile=1024:1024\", \"nproc=1024:1024\"]\n");
    var version = Commands.output(List.of("podman", "--version")).replace("podman version ", "");
    var load = folder.resolve("image.tar");
    Commands.run(Map.of(), List.of("docker", "tag", Workload.IMAGE, work.copy()));
    Commands.run(Map.of(), List.of("docker", "save", "-o", load + "", work.copy()));
    Commands.run(Map.of(), List.of("docker", "rmi", work.copy()));
    Commands.run(Map.of(), List.of("podman", "load", "-i", load + ""));
    Files.delete(load);
    Optional<IOException> refusal = Optional.empty();
    for (var podman : List.of(List.of("podman"), List.of("podman", "--runtime", "runc"))) {
      var contender =
          new Contender(
              "podman",
              version,
              Map.of("CONTAINERS_CONF", settings + ""),
              with(podman, "kube", "play", file + ""),
              with(podman, "pod", "rm", "-f", "-t", "0", pod));
      try {
        contender.time();
        return contender;
      } catch (IOException e) {
        refusal = Optional.of(e);
      } finally {
        contender.clear();
      }
    }
    throw refusal.orElseThrow();
  }

  private static List<String> with(List<String> command, String... more) {
    var whole = new ArrayList<>(command);
    whole.addAll(List.of(more));
    return whole;
  }
}
