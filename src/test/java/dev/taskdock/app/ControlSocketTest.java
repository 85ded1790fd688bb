package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
