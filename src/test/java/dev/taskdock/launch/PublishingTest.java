package dev.taskdock.launch;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.Publication;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.TaskId;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PublishingTest {
  private static final Publishing OWN_ADDRESS = new Publishing(true, List.of());
  private static final Publishing CHOSEN_PORTS = new Publishing(false, List.of());

  @Test
  void on_an_address_of_its_own_a_task_keeps_its_ports() {
    var definition = task("web", container("nginx").port(80), container("app").port(9000));

    var publications = OWN_ADDRESS.of(taskId(1), definition);

    var address = Publishing.loopbackAddress(taskId(1));
    assertThat(publications)
        .containsExactly(
            new Publication(address, OptionalInt.of(80), 80, Protocol.TCP),
            new Publication(address, OptionalInt.of(9000), 9000, Protocol.TCP));
  }

  @Test
  void a_port_in_use_on_the_laptop_is_left_to_the_engine() {
    var asked = new Publishing.Asked(OptionalInt.of(80), 80, Protocol.TCP);
    var definition = task("web", container("nginx").port(80), container("app").port(9000));

    var publications =
        new Publishing(true, List.of(asked))
            .of(taskId(1), definition, p -> p.hostPort().equals(OptionalInt.of(80)));

    var address = Publishing.loopbackAddress(taskId(1));
    assertThat(publications)
        .containsExactly(
            new Publication("127.0.0.1", OptionalInt.of(80), 80, Protocol.TCP),
            new Publication(address, OptionalInt.empty(), 80, Protocol.TCP),
            new Publication(address, OptionalInt.of(9000), 9000, Protocol.TCP));
  }

  @Test
  void elsewhere_the_engine_chooses_ports() {
    var publications = CHOSEN_PORTS.of(taskId(1), task("web", container("nginx").port(80)));

    assertThat(publications)
        .containsExactly(new Publication("127.0.0.1", OptionalInt.empty(), 80, Protocol.TCP));
  }

  @Test
  void what_the_user_asked_for_comes_first() {
    var asked = new Publishing.Asked(OptionalInt.of(8080), 80, Protocol.TCP);

    var publications =
        new Publishing(false, List.of(asked)).of(taskId(1), task("web", container("app")));

    assertThat(publications)
        .containsExactly(new Publication("127.0.0.1", OptionalInt.of(8080), 80, Protocol.TCP));
  }

  @Test
  void a_range_is_published_port_by_port() {
    var definition = task("web", container("ftp").ports(2000, 2063, Protocol.UDP));

    var publications = OWN_ADDRESS.of(taskId(1), definition);

    assertThat(publications)
        .extracting(Publication::port)
        .containsExactlyElementsOf(IntStream.rangeClosed(2000, 2063).boxed().toList());
    assertThat(publications).extracting(Publication::protocol).containsOnly(Protocol.UDP);
  }

  @Test
  void a_range_wider_than_the_widest_is_not_published() {
    var definition = task("web", container("ftp").ports(2000, 2064, Protocol.TCP));

    var publications = OWN_ADDRESS.of(taskId(1), definition);

    assertThat(publications).isEmpty();
  }

  @Test
  void the_address_of_a_task_is_a_loopback_address_away_from_the_systems_own() {
    var addresses =
        new Random(1)
            .ints(1000)
            .mapToObj(i -> new TaskId("%08x".formatted(i).repeat(4)))
            .map(Publishing::loopbackAddress)
            .toList();

    assertThat(addresses)
        .allSatisfy(address -> {
          assertThat(address).matches("127\\.\\d+\\.\\d+\\.\\d+");
          var parts = address.split("\\.", 4);
          assertThat(Integer.parseInt(parts[1])).isBetween(64, 127);
          assertThat(Integer.parseInt(parts[3])).isBetween(1, 254);
        });
    assertThat(addresses.stream().distinct()).hasSizeGreaterThan(990);
  }
}
