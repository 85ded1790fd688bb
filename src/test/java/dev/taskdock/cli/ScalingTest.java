package dev.taskdock.cli;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `SERVICE=N`.
final class ScalingTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(
          new ByteArrayOutputStream(),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          false,
          false);

  @Test
  void each_named_service_gets_its_count_and_the_others_keep_theirs() throws Rejected {
    var scaled =
        Scaling.applied(List.of("web=3"), List.of(service("web"), service("api")), terminal);

    assertThat(scaled).extracting(Service::desiredCount).containsExactly(3, 1);
  }

  @Test
  void a_count_alone_is_for_the_only_service() throws Rejected {
    var scaled = Scaling.applied(List.of("0"), List.of(service("web")), terminal);

    assertThat(scaled).extracting(Service::desiredCount).containsExactly(0);
  }

  @Test
  void a_count_alone_is_refused_where_there_are_several() {
    var services = List.of(service("web"), service("api"));

    assertThatThrownBy(() -> Scaling.applied(List.of("2"), services, terminal))
        .isInstanceOf(Rejected.class);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("there are: web, api");
  }

  @Test
  void what_is_no_count_is_refused() {
    for (var word : List.of("web=", "web=-1", "=3", "web=x", "")) {
      assertThatThrownBy(() -> Scaling.parse(List.of(word), terminal))
          .as(word)
          .isInstanceOf(Rejected.class);
    }
  }

  private static Service service(String name) {
    return Service.of(
        new ServiceName(name), new ServiceRevision(task(name, container("app")), List.of()), 1);
  }
}
