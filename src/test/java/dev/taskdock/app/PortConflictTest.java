package dev.taskdock.app;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A second bind of a port, in the words of those who tried.
final class PortConflictTest {
  private static final TaskDefinition DEFINITION =
      task("web", container("late"), container("first").port(80), container("other"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          # nginx
          nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use) | 80
          2026/01/01 10:00:00 [emerg] 1#1: bind() to [::]:80 failed (98: Address in use) | 80
          # php-fpm
          ERROR: unable to bind listening socket for address '127.0.0.1:9000': Address already in use (98) | 9000
          ERROR: unable to bind listening socket for address '9000': Address already in use (98) | 9000
          # node
          Error: listen EADDRINUSE: address already in use :::3000 | 3000
          Error: listen EADDRINUSE: address already in use 0.0.0.0:3000 | 3000
          # python
          [Errno 98] error while attempting to bind on address ('0.0.0.0', 8000): address already in use | 8000
          ERROR:    [Errno 98] Address already in use: port 8000 | 8000
          # java
          Web server failed to start. Port 8080 was already in use: java.net.BindException: Address already in use | 8080
          # go
          listen tcp :8080: bind: address already in use | 8080
          listen tcp 127.0.0.1:8080: bind: address already in use | 8080
          # apache
          (98)Address already in use: AH00072: make_sock: could not bind to address [::]:80 | 80
          # redis
          Could not create server TCP listening socket *:6379: bind: Address already in use | 6379
          """)
  void the_port_is_found_in_the_message(String message, int port) {
    var explanation = explain(message, "first");

    assertThat(explanation)
        .hasValue("port " + port + " is taken by container first in the same task");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          OSError: [Errno 98] Address already in use |
          java.net.BindException: Address already in use |
          """)
  void a_message_without_a_port_is_understood_as_well(String message) {
    var explanation = explain(message, "first");

    assertThat(explanation).hasValue("its port is taken by container first in the same task");
  }

  @Test
  void who_declares_the_port_is_named() {
    var explanation =
        explain("bind() to 0.0.0.0:80 failed (98: Address already in use)", "first", "other");

    assertThat(explanation).hasValue("port 80 is taken by container first in the same task");
  }

  @Test
  void where_nobody_declares_it_all_who_run_are_named() {
    var explanation = explain("listen tcp :9999: bind: address already in use", "first", "other");

    assertThat(explanation)
        .hasValue("port 9999 is taken by another container in the same task: first or other");
  }

  @Test
  void without_siblings_it_was_the_container_itself() {
    var explanation = explain("listen tcp :9999: bind: address already in use");

    assertThat(explanation).hasValue("port 9999 is taken by another process of the same container");
  }

  @Test
  void other_failures_are_not_explained() {
    assertThat(explain("Error: connect ECONNREFUSED 127.0.0.1:5432", "first")).isEmpty();
    assertThat(explain("panic: no such file", "first")).isEmpty();
  }

  @Test
  void the_last_message_counts() {
    var explanation =
        PortConflict.explain(
            DEFINITION,
            name("late"),
            List.of(
                "listen tcp :1: bind: address already in use",
                "trying again",
                "listen tcp :2: bind: address already in use"),
            Set.of(name("first")));

    assertThat(explanation).hasValue("port 2 is taken by container first in the same task");
  }

  private static Optional<String> explain(String line, String... running) {
    var names = new TreeSet<ContainerName>();
    Arrays.stream(running).forEach(sibling -> names.add(name(sibling)));
    return PortConflict.explain(DEFINITION, name("late"), List.of(line), names);
  }
}
