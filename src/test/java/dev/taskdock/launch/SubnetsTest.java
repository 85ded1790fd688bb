package dev.taskdock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SubnetsTest {
  @Test
  void the_first_free_block_is_taken() {
    var subnet = Subnets.free(List.of(), 0);

    assertThat(subnet).hasValue("10.128.0.0/24");
  }

  @Test
  void the_search_begins_at_the_seed_and_wraps_around() {
    assertThat(Subnets.free(List.of(), 5)).hasValue("10.128.5.0/24");
    assertThat(Subnets.free(List.of(), 256)).hasValue("10.129.0.0/24");
    assertThat(Subnets.free(List.of(), -1)).hasValue("10.255.255.0/24");
    assertThat(Subnets.free(List.of("10.255.255.0/24"), -1)).hasValue("10.128.0.0/24");
  }

  @Test
  void a_taken_block_is_passed_over() {
    var subnet = Subnets.free(List.of("10.128.0.0/24"), 0);

    assertThat(subnet).hasValue("10.128.1.0/24");
  }

  @Test
  void a_smaller_block_inside_is_in_the_way() {
    var subnet = Subnets.free(List.of("10.128.0.192/26"), 0);

    assertThat(subnet).hasValue("10.128.1.0/24");
  }

  @Test
  void a_larger_block_around_is_in_the_way() {
    var subnet = Subnets.free(List.of("10.128.0.0/14"), 0);

    assertThat(subnet).hasValue("10.132.0.0/24");
  }

  @Test
  void an_address_with_its_prefix_stands_for_its_subnet() {
    var subnet = Subnets.free(List.of("10.128.0.17/24"), 0);

    assertThat(subnet).hasValue("10.128.1.0/24");
  }

  @Test
  void what_is_no_subnet_is_no_obstacle() {
    var subnet = Subnets.free(List.of("fd00::/64", "", "10.128.0.0", "10.128.0.0/33"), 0);

    assertThat(subnet).hasValue("10.128.0.0/24");
  }

  @Test
  void there_is_none_where_everything_is_taken() {
    assertThat(Subnets.free(List.of("10.0.0.0/8"), 3)).isEmpty();
    assertThat(Subnets.free(List.of("0.0.0.0/0"), 3)).isEmpty();
  }

  @Test
  void as_many_as_are_asked_for_are_all_different() {
    var taken = new ArrayList<String>();

    for (int i = 0; i < 300; i++) {
      taken.add(Subnets.free(taken, 77).orElseThrow());
    }

    assertThat(taken).doesNotHaveDuplicates();
  }

  @Test
  void the_laptop_has_the_first_address() {
    assertThat(Subnets.gateway("10.130.7.0/24")).isEqualTo("10.130.7.1");
  }

  @Test
  void tasks_sit_behind_the_laptop_one_after_the_other_until_the_network_is_full() {
    assertThat(Subnets.task("10.200.3.0/24", 0)).hasValue("10.200.3.2");
    assertThat(Subnets.task("10.200.3.0/24", 252)).hasValue("10.200.3.254");
    assertThat(Subnets.task("10.200.3.0/24", 253)).isEmpty();
    assertThat(Subnets.task("fd00::/64", 0)).isEmpty();
  }
}
