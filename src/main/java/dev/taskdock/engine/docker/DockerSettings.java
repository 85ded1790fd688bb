package dev.taskdock.engine.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// The docker command's own settings, `~/.docker` or `DOCKER_CONFIG`.
///
/// @param folder where they lie, whether it is there or not
record DockerSettings(Path folder) {
  /// `config.json`; absent where there is none that can be read.
  Json config() {
    return read(folder.resolve("config.json")).orElseGet(Json::absent);
  }

  /// The address a context of that name gives, empty where there is no such context.
  Optional<Context> context(String name) {
    String digest = digest(name);
    Path tls = folder.resolve("contexts/tls").resolve(digest).resolve("docker");
    return read(folder.resolve("contexts/meta").resolve(digest).resolve("meta.json"))
        .map(meta -> meta.at("Endpoints", "docker"))
        .filter(docker -> docker.at("Host").words().isPresent())
        .map(docker ->
            new Context(
                docker.at("Host").text(),
                Files.isDirectory(tls)
                    ? Optional.of(
                        new Endpoint.Certificates(tls, !docker.at("SkipTLSVerify").isTrue()))
                    : Optional.empty()));
  }

  /// What a context says about its engine.
  record Context(String host, Optional<Endpoint.Certificates> certificates) {}

  private static Optional<Json> read(Path file) {
    try {
      return Files.isRegularFile(file)
          ? Optional.of(Json.read(Files.readAllBytes(file)))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The name of the folder in which a context is kept.
  static String digest(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
