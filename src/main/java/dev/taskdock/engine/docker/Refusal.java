package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.model.ImageReference;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// An engine's "no": a status and words.
///
/// Engines say most things in words only, and the same thing with several statuses, so the words
/// are looked at first.
record Refusal(int status, String words) {
  private static final List<String> PORT_TAKEN =
      List.of(
          "port is already allocated", "bind: address already in use", "ports are not available");
  private static final List<String> SUBNET_TAKEN =
      List.of("pool overlaps", "overlapping ipv4", "subnet is already used");
  private static final List<String> NAME_TAKEN =
      List.of("is already in use by", "already exists", "name is already in use");
  private static final List<String> NO_IMAGE =
      List.of(
          "no such image",
          "does not exist locally",
          "manifest unknown",
          "not found: manifest",
          "manifest for",
          "no matching manifest",
          "pull access denied",
          "repository does not exist");
  private static final List<String> NO_ACCESS =
      List.of("unauthorized", "denied", "toomanyrequests", "no basic auth credentials");
  private static final List<String> NO_LOGIN =
      List.of("unauthorized", "access denied", "access to the resource is denied", "no basic auth");
  private static final Pattern ECR =
      Pattern.compile("\\d{12}\\.dkr\\.ecr\\.(?<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");
  private static final List<String> NO_REGISTRY =
      List.of(
          "dial tcp",
          "no such host",
          "connection refused",
          "connection reset",
          "no route to host",
          "network is unreachable",
          "i/o timeout",
          "timeout exceeded",
          "deadline exceeded",
          "tls handshake",
          "x509",
          "server misbehaving",
          "http: server gave http response",
          "service unavailable",
          "eof");

  /// The words in one line.
  String line() {
    String line = words.strip().replaceAll("\\s+", " ");
    return line.isEmpty() ? "the engine answered " + status : line;
  }

  EngineException exception(Subject subject) {
    return new EngineException(failure(subject));
  }

  EngineFailure failure(Subject subject) {
    String lower = line().toLowerCase(Locale.ROOT);
    if (lower.contains("no space left on device")) {
      return new EngineFailure.NoSpace(line());
    }
    return switch (subject) {
      case Subject.OneImage image -> ofImage(image, lower);
      case Subject.OneContainer container when isAbsentContainer(lower) ->
          new EngineFailure.NoSuchContainer(container.id(), line());
      case Subject.Build _ -> new EngineFailure.BuildFailed(line());
      case Subject.OneContainer _, Subject.Whole _ -> ofWhole(lower);
    };
  }

  private EngineFailure ofImage(Subject.OneImage image, String lower) {
    if (image.remote() && says(lower, NO_REGISTRY)) {
      return new EngineFailure.RegistryUnreachable(image.reference(), line());
    }
    if (image.remote() && says(lower, NO_ACCESS)) {
      return new EngineFailure.ImageNotFound(image.reference(), line() + login(image, lower));
    }
    if (says(lower, NO_IMAGE) || (status == 404 && lower.contains("image"))) {
      return new EngineFailure.ImageNotFound(image.reference(), line());
    }
    return isAbsentContainer(lower)
        ? new EngineFailure.NoSuchContainer(joined(), line())
        : ofWhole(lower);
  }

  /// What to do where the registry wants to know who asks; the engine says it of Docker Hub itself.
  private static String login(Subject.OneImage image, String lower) {
    var registry = new ImageReference(image.reference()).registry();
    boolean told = lower.contains("docker login");
    if (registry.isEmpty() || !image.anyone() || !says(lower, NO_LOGIN) || told) {
      return "";
    }
    var ecr = ECR.matcher(registry.get());
    return ecr.matches()
        ? "; log in: aws ecr get-login-password --region %s | docker login -u AWS --password-stdin %s"
            .formatted(ecr.group("region"), registry.get())
        : "; log in: docker login " + registry.get();
  }

  private EngineFailure ofWhole(String lower) {
    if (says(lower, PORT_TAKEN)) {
      return new EngineFailure.PortTaken(line());
    }
    if (says(lower, SUBNET_TAKEN)) {
      return new EngineFailure.SubnetTaken(line());
    }
    if (says(lower, NAME_TAKEN)) {
      return new EngineFailure.NameTaken(line());
    }
    return new EngineFailure.Refused(line());
  }

  private static boolean isAbsentContainer(String lower) {
    return lower.contains("no such container") || lower.contains("no container with name or id");
  }

  /// The container the words end with, as in `No such container: 3f2a`.
  private String joined() {
    return line().substring(line().lastIndexOf(' ') + 1);
  }

  private static boolean says(String lower, List<String> phrases) {
    return phrases.stream().anyMatch(lower::contains);
  }
}
