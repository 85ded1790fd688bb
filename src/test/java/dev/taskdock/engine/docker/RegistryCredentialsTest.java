package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whose name a pull is made in.
final class RegistryCredentialsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "nginx, https://index.docker.io/v1/",
    "library/nginx:1, https://index.docker.io/v1/",
    "docker.io/library/nginx, https://index.docker.io/v1/",
    "localhost/x, localhost",
    "127.0.0.1:5000/x, 127.0.0.1:5000",
    "1.dkr.ecr.eu-west-1.amazonaws.com/app:2, 1.dkr.ecr.eu-west-1.amazonaws.com"
  })
  void an_image_names_its_registry(String image, String registry) {
    assertThat(RegistryCredentials.registry(new ImageReference(image))).isEqualTo(registry);
  }

  @Test
  void what_docker_login_has_left_is_sent() throws IOException {
    String auth = Base64.getEncoder().encodeToString("me:se:cret".getBytes(StandardCharsets.UTF_8));
    settings("{\"auths\":{\"https://r.io/v2/\":{\"auth\":\"" + auth + "\"}}}");

    assertThat(header("r.io/app")).contains("\"username\":\"me\"", "\"password\":\"se:cret\"");
    assertThat(header("other.io/app")).isEmpty();
  }

  @Test
  void a_helper_that_fails_or_is_not_there_has_nothing() throws IOException {
    settings("{\"credsStore\":\"taskdock-absent\",\"auths\":{\"r.io\":{}}}");

    assertThat(header("r.io/app")).isEmpty();
  }

  @Test
  void settings_that_cannot_be_read_have_nothing() throws IOException {
    settings("{\"auths\":");

    assertThat(header("r.io/app")).isEmpty();
  }

  private void settings(String text) throws IOException {
    Files.writeString(folder.resolve("config.json"), text);
  }

  private String header(String image) {
    return new RegistryCredentials(new DockerSettings(folder))
        .header(new ImageReference(image))
        .map(text -> new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8))
        .orElse("");
  }
}
