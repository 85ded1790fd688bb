package dev.taskdock.app;

import dev.taskdock.metadata.Credentials;
import dev.taskdock.metadata.TaskCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The developer's own credentials: those of the environment, else those of a profile in the shared
/// file. They are read each time they are asked for and kept nowhere.
///
/// Source: "Configuration and credential file settings" of the AWS command line.
public final class HostCredentials implements TaskCredentials {
  private final Map<String, String> environment;
  private final Path file;

  private HostCredentials(Map<String, String> environment, Path file) {
    this.environment = Map.copyOf(environment);
    this.file = file;
  }

  /// The credentials of a person with this environment.
  public static HostCredentials of(Map<String, String> environment) {
    var named = environment.getOrDefault("AWS_SHARED_CREDENTIALS_FILE", "");
    var home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "")));
    return new HostCredentials(
        environment,
        named.isEmpty() ? home.resolve(".aws").resolve("credentials") : Path.of(named));
  }

  /// Why there are none, empty where there are.
  public Optional<String> lack() {
    return keys().isPresent()
        ? Optional.empty()
        : Optional.of(
            "no keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and none of profile %s in %s"
                .formatted(profile(), file));
  }

  @Override
  public Optional<Credentials> of(String roleArn, Instant now) {
    return keys()
        .map(keys ->
            new Credentials(
                keys.getOrDefault("aws_access_key_id", ""),
                keys.getOrDefault("aws_secret_access_key", ""),
                keys.getOrDefault("aws_session_token", ""),
                now.plus(LIFETIME)));
  }

  private Optional<Map<String, String>> keys() {
    var exported = new HashMap<String, String>();
    environment.forEach((name, value) -> {
      if (name.startsWith("AWS_") && !value.isEmpty()) {
        exported.put(name.toLowerCase(Locale.ROOT), value);
      }
    });
    return Optional.<Map<String, String>>of(exported)
        .filter(HostCredentials::areWhole)
        .or(() -> Optional.of(section(profile())).filter(HostCredentials::areWhole));
  }

  private String profile() {
    return environment.getOrDefault(
        "AWS_PROFILE", environment.getOrDefault("AWS_DEFAULT_PROFILE", "default"));
  }

  private static boolean areWhole(Map<String, String> keys) {
    return keys.containsKey("aws_access_key_id") && keys.containsKey("aws_secret_access_key");
  }

  /// The settings of one section of the file; none where it cannot be read.
  private Map<String, String> section(String wanted) {
    var settings = new HashMap<String, String>();
    var section = "";
    try {
      for (var line : Files.readAllLines(file)) {
        var text = line.strip();
        int equals = text.indexOf('=');
        if (text.startsWith("[") && text.endsWith("]")) {
          section = text.substring(1, text.length() - 1).strip();
        } else if (section.equals(wanted) && equals > 0 && !text.startsWith("#")) {
          settings.put(
              text.substring(0, equals).strip().toLowerCase(Locale.ROOT),
              text.substring(equals + 1).strip());
        }
      }
    } catch (IOException _) {
      return Map.of();
    }
    return settings;
  }
}
