package dev.taskdock.app;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The line between terminals.
final class ControlSocketTest {
  @TempDir private Path folder;

  @Test
  void what_is_asked_is_answered_line_by_line() throws IOException {
    var environment = environment();
    var heard = new ArrayList<String>();
    try (var _ =
        ControlSocket.open(
            "web",
            environment,
            (asked, reply) -> {
              reply.accept("you said");
              reply.accept(asked);
            })) {

      assertThat(ControlSocket.ask("web", environment, "hello", heard::add)).isTrue();
    }

    assertThat(heard).containsExactly("you said", "hello");
  }

  @Test
  void who_does_not_begin_to_answer_is_named_after_a_while() throws IOException {
    var environment = environment();
    try (var _ = ProjectClaim.take("web", environment).orElseThrow();
        var suspended = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      suspended.bind(UnixDomainSocketAddress.of(folder.resolve("up/web.sock")), 1);

      assertThat(ControlSocket.projects(environment)).containsExactly("web");
      // The third of them finds the queue full and does not even get through.
      for (int asking = 0; asking < 3; asking++) {
        assertThatThrownBy(() ->
                ControlSocket.ask("web", environment, "hello", Duration.ofMillis(200), _ -> {}))
            .isInstanceOf(ControlSocket.Silent.class)
            .hasMessageContaining("process " + ProcessHandle.current().pid() + ", which keeps web");
      }
    }
  }

  @Test
  void an_answer_that_has_begun_may_be_quiet_for_long() throws IOException {
    var environment = environment();
    var heard = new ArrayList<String>();
    var patience = Duration.ofSeconds(1);
    try (var _ =
        ControlSocket.open(
            "web",
            environment,
            (_, reply) -> {
              var never = new CountDownLatch(1);
              reply.accept("late: " + never.await(patience.toMillis() * 2, MILLISECONDS));
            })) {

      assertThat(ControlSocket.ask("web", environment, "hello", patience, heard::add)).isTrue();
    }

    assertThat(heard).containsExactly("late: false");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../web", "..", ".", "", "a/b", "a\0b"})
  void a_project_whose_name_leads_elsewhere_has_no_files(String name) {
    assertThatThrownBy(() -> ControlSocket.ask(name, environment(), "hello", _ -> {}))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> ControlSocket.open(name, environment(), (_, _) -> {}))
        .isInstanceOf(FileSystemException.class);
    assertThatThrownBy(() -> ProjectClaim.take(name, environment()))
        .isInstanceOf(FileSystemException.class);
  }

  @Test
  void a_project_is_listed_as_long_as_it_is_answered_for() throws IOException {
    var environment = environment();
    try (var _ = ControlSocket.open("web", environment, (_, _) -> {})) {
      assertThat(ControlSocket.projects(environment)).containsExactly("web");
    }

    assertThat(ControlSocket.projects(environment)).isEmpty();
    assertThat(ControlSocket.ask("web", environment, "hello", _ -> {})).isFalse();
  }

  @Test
  void a_socket_that_a_crash_left_behind_is_taken_over() throws IOException {
    var environment = environment();
    var crashed = folder.resolve("up/web.sock");
    Files.createDirectories(crashed.getParent());
    Files.createFile(crashed);

    try (var _ = ControlSocket.open("web", environment, (_, _) -> {})) {
      assertThat(ControlSocket.projects(environment)).isEqualTo(List.of("web"));
    }
  }

  @Test
  void nobody_else_may_open_it() throws IOException {
    try (var _ = ControlSocket.open("web", environment(), (_, _) -> {})) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(folder.resolve("up/web.sock"))))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("up"))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void a_folder_whose_name_is_too_long_for_a_socket_is_told_with_what_to_do() {
    var environment = Map.of("TASKDOCK_HOME", folder.resolve("x".repeat(90)).toString());

    assertThatThrownBy(() -> ControlSocket.open("web", environment, (_, _) -> {}))
        .isInstanceOfSatisfying(
            FileSystemException.class,
            e -> assertThat(e.getReason()).contains("set TASKDOCK_HOME to a shorter folder"));
    assertThat(folder).isEmptyDirectory();
  }

  private Map<String, String> environment() {
    return Map.of("TASKDOCK_HOME", folder.toString());
  }
}
