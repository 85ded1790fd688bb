package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Where an engine may be, in the order in which it is looked for.
///
/// What somebody has chosen (`DOCKER_HOST`, a context of the docker command) is used or reported,
/// never replaced by another engine.
///
/// @param chosen the engine somebody has chosen
/// @param usual the sockets engines make, where nothing is chosen
record DockerEndpoints(Optional<Chosen> chosen, List<Path> usual) {
  DockerEndpoints {
    usual = List.copyOf(usual);
  }

  /// An engine that was chosen, and by what.
  record Chosen(String by, String host, Optional<Endpoint.Certificates> certificates) {}

  /// The places that hold for a person with this environment.
  static DockerEndpoints of(Map<String, String> environment) {
    var home = Path.of(value(environment, "HOME").orElse(System.getProperty("user.home", "/")));
    return new DockerEndpoints(
        chosen(environment, settings(environment)),
        usual(home, value(environment, "XDG_RUNTIME_DIR").map(Path::of)));
  }

  static DockerSettings settings(Map<String, String> environment) {
    String home = value(environment, "HOME").orElse(System.getProperty("user.home", "/"));
    return new DockerSettings(
        value(environment, "DOCKER_CONFIG").map(Path::of).orElse(Path.of(home, ".docker")));
  }

  /// The first place whose engine `answers`.
  Endpoint find(Predicate<Endpoint> answers) {
    if (chosen.isPresent()) {
      return Endpoint.parse(chosen.get().host(), chosen.get().certificates());
    }
    var tried = new ArrayList<String>();
    for (Path path : usual) {
      var endpoint = new Endpoint.UnixSocket(path);
      if (!Files.exists(path)) {
        tried.add(path + ": not there");
      } else if (!Files.isWritable(path)) {
        tried.add(path + ": you may not open it; add yourself to the group that may");
      } else if (answers.test(endpoint)) {
        return endpoint;
      } else {
        tried.add(path + ": does not answer");
      }
    }
    throw new EngineException(
        new EngineFailure.Unreachable(
            "no container engine answers; DOCKER_HOST is not set, no docker context is chosen\n  "
                + String.join("\n  ", tried)));
  }

  private static Optional<Chosen> chosen(Map<String, String> environment, DockerSettings settings) {
    Optional<String> host = value(environment, "DOCKER_HOST");
    if (host.isPresent()) {
      return Optional.of(
          new Chosen("DOCKER_HOST", host.get(), certificates(environment, settings)));
    }
    return value(environment, "DOCKER_CONTEXT")
        .or(() -> settings.config().at("currentContext").words())
        .filter(name -> !name.equals("default"))
        .map(name -> context(settings, name));
  }

  private static Chosen context(DockerSettings settings, String name) {
    return settings
        .context(name)
        .map(context -> new Chosen("context " + name, context.host(), context.certificates()))
        .orElseThrow(() ->
            new EngineException(
                new EngineFailure.Unreachable(
                    "docker context \""
                        + name
                        + "\" is chosen but not defined in "
                        + settings.folder()
                        + "; docker context ls shows those that are")));
  }

  private static Optional<Endpoint.Certificates> certificates(
      Map<String, String> environment, DockerSettings settings) {
    return value(environment, "DOCKER_TLS_VERIFY")
        .map(_ ->
            new Endpoint.Certificates(
                value(environment, "DOCKER_CERT_PATH").map(Path::of).orElse(settings.folder()),
                true));
  }

  private static List<Path> usual(Path home, Optional<Path> runtime) {
    var places = new ArrayList<Path>();
    places.add(Path.of("/var/run/docker.sock"));
    runtime.ifPresent(folder -> places.add(folder.resolve("docker.sock")));
    for (String place :
        List.of(
            ".docker/run/docker.sock",
            ".docker/desktop/docker.sock",
            ".colima/default/docker.sock",
            ".config/colima/default/docker.sock",
            ".orbstack/run/docker.sock",
            ".rd/docker.sock")) {
      places.add(home.resolve(place));
    }
    runtime.ifPresent(folder -> places.add(folder.resolve("podman/podman.sock")));
    places.add(Path.of("/run/podman/podman.sock"));
    return places;
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
