package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.AddressBlock;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressesTest {
  private static final AddressBlock A = block("10.0.0.0/28");
  private static final AddressBlock B = block("10.0.0.16/28");

  private final Addresses addresses = new Addresses();

  @Test
  void the_first_four_addresses_of_a_subnet_and_the_last_are_never_a_tasks() {
    var leased =
        java.util.stream.IntStream.range(0, 20)
            .mapToObj(i -> addresses.lease(taskId(i + 1), List.of(A)))
            .flatMap(java.util.Optional::stream)
            .map(Object::toString)
            .toList();

    assertThat(leased).hasSize(11).startsWith("10.0.0.4").endsWith("10.0.0.14");
  }

  @Test
  void tasks_are_spread_over_the_subnets() {
    assertThat(lease(1)).isEqualTo("10.0.0.4");
    assertThat(lease(2)).isEqualTo("10.0.0.20");
    assertThat(lease(3)).isEqualTo("10.0.0.5");
  }

  @Test
  void a_task_keeps_its_address_and_leaves_it_to_others_when_it_is_gone() {
    assertThat(lease(1)).isEqualTo(lease(1));

    addresses.release(taskId(1));

    assertThat(lease(2)).isEqualTo("10.0.0.4");
  }

  @Test
  void a_vpc_lies_at_its_own_addresses_where_they_are_free_and_elsewhere_where_not() {
    var own = block("10.0.0.0/16");

    assertThat(Addresses.place(own, List.of("172.17.0.0/16"))).hasValue(own);
    assertThat(Addresses.place(own, List.of("10.0.3.0/24"))).hasValue(block("10.255.0.0/16"));
    assertThat(Addresses.place(own, List.of("10.0.0.0/8"))).hasValue(block("172.31.0.0/16"));
    assertThat(
            Addresses.place(
                own, List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.4.0/24", "fd00::/8")))
        .isEmpty();
  }

  private String lease(int task) {
    return addresses.lease(taskId(task), List.of(A, B)).orElseThrow().toString();
  }

  private static AddressBlock block(String text) {
    return AddressBlock.parse(text).orElseThrow();
  }
}
