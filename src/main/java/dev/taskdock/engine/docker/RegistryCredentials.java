package dev.taskdock.engine.docker;

import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RegistryLogin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What `docker login` has left: credentials in the docker command's settings, or in a helper
/// program that those settings name.
final class RegistryCredentials {
  private static final String HUB = "https://index.docker.io/v1/";

  /// The header of somebody who has not logged in.
  static final String NOBODY = encoded(Map.of());

  private final DockerSettings settings;

  RegistryCredentials(DockerSettings settings) {
    this.settings = settings;
  }

  /// The header for pulling `image`, empty where nobody has logged in to its registry.
  Optional<String> header(ImageReference image) {
    String registry = registry(image);
    return credential(registry).map(RegistryCredentials::encoded);
  }

  /// The header for pulling `image` as `login`.
  static String header(ImageReference image, RegistryLogin login) {
    return encoded(
        Map.of(
            "username", login.username(),
            "password", login.password().text(),
            "serveraddress", registry(image)));
  }

  /// The header for a build, which may pull from any registry: all that lie in the settings.
  String allHeader() {
    var all = new LinkedHashMap<String, Object>();
    settings
        .config()
        .at("auths")
        .members()
        .keySet()
        .forEach(registry -> credential(registry).ifPresent(found -> all.put(registry, found)));
    return encoded(all);
  }

  /// The registry an image comes from, in the words of the settings.
  static String registry(ImageReference image) {
    return image.registry().orElse(HUB);
  }

  private Optional<Map<String, String>> credential(String registry) {
    Json config = settings.config();
    Optional<String> program =
        config.at("credHelpers", registry).words().or(() -> config.at("credsStore").words());
    return program
        .flatMap(name -> ask("docker-credential-" + name, registry))
        .or(() -> stored(config.at("auths"), registry));
  }

  private static Optional<Map<String, String>> stored(Json auths, String registry) {
    return auths.members().entrySet().stream()
        .filter(entry -> hostOf(entry.getKey()).equals(hostOf(registry)))
        .flatMap(entry -> stored(entry.getValue(), registry, entry.getKey()).stream())
        .findFirst();
  }

  private static Optional<Map<String, String>> stored(Json auth, String registry, String address) {
    Optional<String> token = auth.at("identitytoken").words();
    if (token.isPresent()) {
      return Optional.of(Map.of("identitytoken", token.get(), "serveraddress", address));
    }
    return auth.at("auth")
        .words()
        .flatMap(RegistryCredentials::decoded)
        .filter(pair -> pair.indexOf(':') > 0)
        .map(pair ->
            Map.of(
                "username", pair.substring(0, pair.indexOf(':')),
                "password", pair.substring(pair.indexOf(':') + 1),
                "serveraddress", registry));
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static String hostOf(String address) {
    return address.replaceFirst("^https?://", "").split("/", 2)[0];
  }

  /// Asks a helper program. One that fails or is not there has no credential: the registry's own
  /// answer then says what is wrong.
  private static Optional<Map<String, String>> ask(String program, String registry) {
    try {
      Process process =
          new ProcessBuilder(program, "get").redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (var input = process.getOutputStream()) {
        input.write(registry.getBytes(StandardCharsets.UTF_8));
      }
      Json answer = Json.read(process.getInputStream().readAllBytes());
      String name = answer.at("Username").text();
      String secret = answer.at("Secret").text();
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0 || secret.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          name.equals("<token>")
              ? Map.of("identitytoken", secret, "serveraddress", registry)
              : Map.of("username", name, "password", secret, "serveraddress", registry));
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String encoded(Map<String, ?> value) {
    return Base64.getUrlEncoder().encodeToString(JsonWriter.bytes(value));
  }
}
