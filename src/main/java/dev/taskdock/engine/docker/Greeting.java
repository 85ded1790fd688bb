package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The first exchange with an engine: does it answer, and which versions of the API does it speak?
///
/// We speak the newest version that both know. The answer's header names the engine's newest, which
/// is all that has to be known: the oldest that engines still take rises slowly (1.44 in Docker
/// 29), and what we know begins far below.
final class Greeting {
  private static final String OLDEST = "1.41";

  /// The newest version this was written for; engines keep older ones for years.
  private static final String NEWEST = "1.52";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Greeting() {}

  /// Finds the engine to use and greets it.
  static DockerApi find(DockerEndpoints endpoints) {
    SocketProvider.choose();
    var greeted = new AtomicReference<Optional<DockerApi>>(Optional.empty());
    Endpoint endpoint =
        endpoints.find(candidate -> {
          try {
            greeted.set(Optional.of(greet(candidate)));
            return true;
          } catch (EngineException _) {
            return false;
          }
        });
    return greeted.get().orElseGet(() -> greetChosen(endpoint, endpoints));
  }

  private static DockerApi greetChosen(Endpoint endpoint, DockerEndpoints endpoints) {
    try {
      return greet(endpoint);
    } catch (EngineException e) {
      String by = endpoints.chosen().map(chosen -> " (chosen by " + chosen.by() + ")").orElse("");
      throw new EngineException(new EngineFailure.Unreachable(e.failure().message() + by), e);
    }
  }

  /// Greets the engine at one place.
  static DockerApi greet(Endpoint endpoint) {
    var transport = new EngineTransport(endpoint);
    try {
      String theirs = withPatience(transport);
      if (compare(theirs, OLDEST) < 0) {
        throw new EngineException(
            new EngineFailure.Unreachable(
                "the engine at %s speaks version %s of the API; taskdock needs %s (Docker 20.10)"
                    .formatted(endpoint.text(), theirs, OLDEST)));
      }
      return new DockerApi(transport, compare(theirs, NEWEST) < 0 ? theirs : NEWEST);
    } catch (EngineException e) {
      transport.close();
      throw e;
    }
  }

  /// Asks on a thread that can be left behind: connecting has no time-out of its own.
  private static String withPatience(EngineTransport transport) {
    var version = new AtomicReference<>("");
    var failure = new AtomicReference<Optional<EngineException>>(Optional.empty());
    Thread asking =
        Thread.ofPlatform()
            .daemon()
            .name("engine-greeting")
            .start(() -> {
              try {
                version.set(ask(transport));
              } catch (EngineException e) {
                failure.set(Optional.of(e));
              }
            });
    boolean answered = join(asking);
    if (failure.get().isPresent()) {
      throw failure.get().get();
    }
    if (!answered) {
      throw new EngineException(
          new EngineFailure.Unreachable(
              "the engine at "
                  + transport.endpoint().text()
                  + " has not answered for "
                  + PATIENCE.toSeconds()
                  + " seconds"));
    }
    return version.get();
  }

  private static boolean join(Thread thread) {
    try {
      return thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String ask(EngineTransport transport) {
    var request = EngineRequest.of("GET", "/_ping");
    try (Answer answer = transport.execute(request)) {
      String body = new String(answer.getBody().readAllBytes(), StandardCharsets.UTF_8);
      if (answer.getStatusCode() >= 400) {
        throw new Refusal(answer.getStatusCode(), body).exception(Subject.WHOLE);
      }
      return Optional.ofNullable(answer.getHeader("Api-Version")).orElse("0");
    } catch (IOException e) {
      throw transport.unreachable(e);
    }
  }

  /// Compares versions such as `1.9` and `1.41` by their numbers.
  private static int compare(String one, String other) {
    return Arrays.compare(numbers(one), numbers(other));
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\."))
        .mapToInt(part -> part.matches("\\d{1,9}") ? Integer.parseInt(part) : 0)
        .toArray();
  }
}
