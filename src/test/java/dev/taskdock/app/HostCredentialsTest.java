package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.metadata.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a developer's own credentials are looked for.
final class HostCredentialsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Map<String, String> EXPORTED =
      Map.of(
          "AWS_ACCESS_KEY_ID", "AKIA1", "AWS_SECRET_ACCESS_KEY", "s1", "AWS_SESSION_TOKEN", "t1");

  @TempDir Path home = Path.of("");

  @BeforeEach
  void aFileOfProfiles() throws IOException {
    var file = Files.createDirectory(home.resolve(".aws")).resolve("credentials");
    Files.writeString(
        file,
        """
        # mine
        [default]
        aws_access_key_id = AKIA2
        aws_secret_access_key=s2

        [ work ]
        aws_access_key_id = AKIA3
        aws_secret_access_key = s3=
        aws_session_token = t3
        #aws_session_token = old
        [half]
        aws_access_key_id = AKIA4
        """);
  }

  @Test
  void those_of_the_environment_come_first() {
    assertThat(found(EXPORTED)).hasValue(new Credentials("AKIA1", "s1", "t1", inAnHour()));
  }

  @Test
  void then_those_of_the_profile() {
    assertThat(found(Map.of())).hasValue(new Credentials("AKIA2", "s2", "", inAnHour()));
    assertThat(found(Map.of("AWS_PROFILE", "work")))
        .hasValue(new Credentials("AKIA3", "s3=", "t3", inAnHour()));
  }

  @Test
  void they_are_read_anew_each_time() throws IOException {
    var environment = Map.of("HOME", home.toString());
    var credentials = HostCredentials.of(environment);
    assertThat(credentials.of("role", NOW)).isPresent();

    Files.delete(home.resolve(".aws").resolve("credentials"));

    assertThat(credentials.of("role", NOW)).isEmpty();
  }

  @Test
  void where_there_are_none_the_places_are_named() {
    var environment = new HashMap<>(Map.of("HOME", home.toString(), "AWS_PROFILE", "half"));

    assertThat(HostCredentials.of(environment).lack().orElse(""))
        .contains("AWS_ACCESS_KEY_ID", "profile half in " + home.resolve(".aws"));
    assertThat(HostCredentials.of(EXPORTED).lack()).isEmpty();
  }

  @Test
  void they_are_never_printed() {
    assertThat(found(EXPORTED).orElseThrow().toString()).doesNotContain("AKIA1", "s1", "t1");
  }

  private Optional<Credentials> found(Map<String, String> environment) {
    var whole = new HashMap<>(environment);
    whole.put("HOME", home.toString());
    return HostCredentials.of(whole).of("role", NOW);
  }

  private static Instant inAnHour() {
    return NOW.plus(Duration.ofHours(1));
  }
}
