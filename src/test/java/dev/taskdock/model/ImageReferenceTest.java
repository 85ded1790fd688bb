package dev.taskdock.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// References people write.
final class ImageReferenceTest {
  private static final String DIGEST =
      "@sha256:9f2a4b1c0d3e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8";

  @ParameterizedTest
  @CsvSource({
    "nginx, nginx:latest",
    "nginx:1.27-alpine, nginx:1.27-alpine",
    "library/nginx, library/nginx:latest",
    "public.ecr.aws/nginx/nginx:stable, public.ecr.aws/nginx/nginx:stable",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/app:v1.2.3,"
        + " 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/app:v1.2.3",
    "ghcr.io/owner/app_one__two.three, ghcr.io/owner/app_one__two.three:latest",
    "localhost:5000/app, localhost:5000/app:latest",
    "localhost:5000/app:dev, localhost:5000/app:dev",
    "registry:5000/a/b/c, registry:5000/a/b/c:latest",
    "mcr.microsoft.com/dotnet/aspnet:8.0, mcr.microsoft.com/dotnet/aspnet:8.0",
    "my--app, my--app:latest",
    "UPPER.example.com/app:TAG, UPPER.example.com/app:TAG",
  })
  void what_ecs_takes_is_taken_and_the_tag_that_applies_is_known(String text, String canonical) {
    var parsed = ImageReference.parse(text);

    assertThat(parsed).map(ImageReference::text).hasValue(text);
    assertThat(parsed).map(ImageReference::canonical).hasValue(canonical);
  }

  @Test
  void a_digest_needs_no_tag() {
    var parsed = ImageReference.parse("nginx" + DIGEST).orElseThrow();

    assertThat(parsed.isUntagged()).isFalse();
    assertThat(parsed.canonical()).isEqualTo("nginx" + DIGEST);
  }

  @Test
  void a_tag_and_a_digest_may_stand_together() {
    assertThat(ImageReference.parse("localhost:5000/nginx:1.27" + DIGEST)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " nginx",
        "nginx ",
        "Nginx",
        "nginx:",
        "nginx:-x",
        "nginx:a b",
        "nginx@sha256:short",
        "nginx@md5:abc",
        "/nginx",
        "nginx/",
        "a//b",
        "_app",
        "app_",
        "a___b",
        "http://nginx",
        "nginx:${TAG}",
        "app\n",
      })
  void what_is_no_reference_is_refused(String text) {
    assertThat(ImageReference.parse(text)).isEmpty();
  }

  @Test
  void more_than_255_characters_are_refused() {
    assertThat(ImageReference.parse("a".repeat(255))).isPresent();
    assertThat(ImageReference.parse("a".repeat(256))).isEmpty();
  }

  @Test
  void a_tag_has_at_most_128_characters() {
    assertThat(ImageReference.parse("a:" + "t".repeat(128))).isPresent();
    assertThat(ImageReference.parse("a:" + "t".repeat(129))).isEmpty();
  }

  @Test
  void a_bad_reference_is_judged_in_no_time() {
    assertThat(ImageReference.parse("a-".repeat(127) + "!")).isEmpty();
    assertThat(ImageReference.parse("a".repeat(120) + "." + "b".repeat(120) + "!")).isEmpty();
  }
}
