package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What the kernel's tables say of a task's ports, in words. The rows are a real kernel's, amd64.
final class OpenPortsTest {
  private static final String HEAD =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";
  private static final String ANY_8080 = v4("00000000:1F90", "0A");
  private static final String LOOPBACK_9000 = v4("0100007F:2328", "0A");

  @Test
  void a_port_that_is_not_declared_is_named_instead() {
    assertThat(explain(80, ANY_8080))
        .isEqualTo("nothing listens on port 80 yet; the task listens on 8080");
  }

  @Test
  void what_is_listened_on_for_the_task_itself_is_told_apart() {
    assertThat(explain(80, ANY_8080 + LOOPBACK_9000 + v4("0100007F:2329", "0A")))
        .isEqualTo(
            "nothing listens on port 80 yet; the task listens on 8080 and for itself only"
                + " (127.0.0.1) on 9000 and 9001");
  }

  @Test
  void a_declared_port_that_only_the_task_reaches_is_told_with_what_to_do() {
    assertThat(explain(9000, ANY_8080 + LOOPBACK_9000))
        .isEqualTo(
            "port 9000 is listened on for the task itself only (127.0.0.1): nobody else reaches"
                + " it, on Fargate no load balancer either; listen on 0.0.0.0");
  }

  @Test
  void a_task_that_listens_nowhere_is_said_to() {
    assertThat(explain(80, "")).isEqualTo("nothing listens on port 80 yet, nor on any other");
  }

  @Test
  void connections_are_no_listeners() {
    assertThat(explain(80, v4("0480800A:0050", "01") + v4("00000000:01BB", "06")))
        .isEqualTo("nothing listens on port 80 yet, nor on any other");
  }

  @Test
  void the_engines_name_server_and_link_local_services_are_not_the_tasks() {
    assertThat(explain(80, v4("0B00007F:A3C1", "0A") + v4("02AAFEA9:0050", "0A")))
        .isEqualTo("nothing listens on port 80 yet, nor on any other");
  }

  @Test
  void ports_are_in_order_and_told_once() {
    assertThat(
            explain(
                80,
                v4("00000000:01BB", "0A")
                    + ANY_8080
                    + v4("00000000:0016", "0A")
                    + v6("00000000000000000000000000000000:1F90")))
        .isEqualTo("nothing listens on port 80 yet; the task listens on 22, 443 and 8080");
  }

  @Test
  void the_loopback_address_of_ipv6_is_one() {
    assertThat(explain(80, v6("00000000000000000000000001000000:2328") + LOOPBACK_9000))
        .endsWith("; the task listens for itself only (127.0.0.1, ::1) on 9000");
  }

  @Test
  void an_ipv4_address_in_an_ipv6_socket_is_read_as_such() {
    assertThat(explain(80, v6("0000000000000000FFFF00000100007F:2328")))
        .endsWith("; the task listens for itself only (127.0.0.1) on 9000");
  }

  @Test
  void a_port_that_answers_ipv6_alone_is_told() {
    assertThat(explain(80, v6("00000000000000000000000000000000:0050")))
        .isEqualTo(
            "port 80 is listened on for IPv6 only: clients come with IPv4; listen on 0.0.0.0");
  }

  @Test
  void a_port_that_somebody_listens_on_for_everybody_is_not_said_to_be_silent() {
    assertThat(explain(8080, ANY_8080))
        .isEqualTo("port 8080 is listened on, but takes no connection yet");
  }

  @Test
  void a_whole_address_is_turned_the_right_way() {
    // 10.128.128.4, the task's own.
    assertThat(explain(80, v4("0480800A:1F90", "0A")))
        .isEqualTo("nothing listens on port 80 yet; the task listens on 8080");
  }

  private static String explain(int port, String rows) {
    return OpenPorts.parse(HEAD + rows).explain(port);
  }

  private static String v4(String local, String state) {
    return row(local, "00000000:0000", state);
  }

  private static String v6(String local) {
    return row(local, "00000000000000000000000000000000:0000", "0A");
  }

  private static String row(String local, String remote, String state) {
    return "   0: %s %s %s 00000000:00000000 00:00000000 00000000  1000        0 34210 1 0 100 0\n"
        .formatted(local, remote, state);
  }
}
