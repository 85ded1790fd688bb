package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.EngineFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What engines' words mean; the words are those of Docker 20.10 to 29 and of Podman.
final class RefusalTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          container | 404 | No such container: 3f2a | NoSuchContainer
          container | 404 | no container with name or ID "3f2a" found: no such container | NoSuchContainer
          container | 500 | driver failed: Bind for 0.0.0.0:80 failed: port is already allocated | PortTaken
          container | 500 | listen tcp4 127.0.0.1:80: bind: address already in use | PortTaken
          container | 500 | Ports are not available: exposing port TCP 0.0.0.0:80 | PortTaken
          container | 500 | write /var/lib/docker/x: no space left on device | NoSpace
          container | 409 | cannot join network of a non running container: 3f2a | Refused
          container | 400 | OCI runtime create failed: executable file not found | Refused
          image     | 404 | No such image: web:dev | ImageNotFound
          image     | 404 | image with reference web was found but does not match the specified platform | ImageNotFound
          image     | 404 | No such container: 3f2a | NoSuchContainer
          image     | 409 | Conflict. The container name "/x" is already in use by container "y" | NameTaken
          image     | 500 | mkdir /x: permission denied | Refused
          image     | 404 | network n not found | Refused
          remote    | 404 | manifest for web:dev not found: manifest unknown | ImageNotFound
          remote    | 404 | pull access denied for web, repository does not exist | ImageNotFound
          remote    | 500 | unauthorized: authentication required | ImageNotFound
          remote    | 500 | toomanyrequests: You have reached your pull rate limit | ImageNotFound
          remote    | 500 | Get "https://r.io/v2/": dial tcp: lookup r.io: no such host | RegistryUnreachable
          remote    | 500 | Get "https://r.io/v2/": x509: certificate signed by unknown authority | RegistryUnreachable
          remote    | 500 | Get "https://r.io/v2/": net/http: TLS handshake timeout | RegistryUnreachable
          remote    | 500 | failed to register layer: no space left on device | NoSpace
          build     | 400 | Cannot locate specified Dockerfile: x | BuildFailed
          build     | 500 | write /x: no space left on device | NoSpace
          whole     | 403 | Pool overlaps with other one on this address space | SubnetTaken
          whole     | 409 | network with name n already exists | NameTaken
          whole     | 400 | client version 1.41 is too old | Refused
          """)
  void words_become_failures(String subject, int status, String words, String failure) {
    EngineFailure actual = new Refusal(status, words).failure(subject(subject));

    assertThat(actual.getClass().getSimpleName()).isEqualTo(failure);
    assertThat(actual.message()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          r.test/shop/web:1 ~ unauthorized: no ~ unauthorized: no; log in: docker login r.test
          127.0.0.1:5000/web ~ Get "https://r/v2/": no basic auth credentials ~ Get "https://r/v2/": no basic auth credentials; log in: docker login 127.0.0.1:5000
          123456789012.dkr.ecr.eu-west-1.amazonaws.com/web ~ no basic auth credentials ~ no basic auth credentials; log in: aws ecr get-login-password --region eu-west-1 | docker login -u AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com
          r.test/web ~ pull access denied, may require 'docker login' ~ pull access denied, may require 'docker login'
          r.test/web ~ toomanyrequests: slow down ~ toomanyrequests: slow down
          web ~ unauthorized: no ~ unauthorized: no
          """,
      maxCharsPerColumn = 400)
  void a_registry_that_wants_to_know_who_asks_is_told_with_how_to_log_in(
      String image, String words, String told) {
    assertThat(new Refusal(500, words).failure(new Subject.OneImage(image, true)).message())
        .isEqualTo(told);
  }

  @Test
  void words_come_in_one_line_and_silence_gets_a_status() {
    assertThat(new Refusal(500, " two\n\tlines \n").line()).isEqualTo("two lines");
    assertThat(new Refusal(503, "\n").line()).isEqualTo("the engine answered 503");
  }

  private static Subject subject(String word) {
    return switch (word) {
      case "container" -> new Subject.OneContainer("3f2a");
      case "image" -> new Subject.OneImage("web:dev", false);
      case "remote" -> new Subject.OneImage("web:dev", true);
      case "build" -> Subject.BUILD;
      default -> Subject.WHOLE;
    };
  }
}
