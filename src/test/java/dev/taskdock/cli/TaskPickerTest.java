package dev.taskdock.cli;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.app.FoundTask;
import dev.taskdock.model.TaskId;
import dev.taskdock.state.Task;
import dev.taskdock.state.WantedTask;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which tasks a word means.
final class TaskPickerTest {
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
  private final FoundTask mine = found("1", "mine");
  private final FoundTask other = found("2", "other");

  @Test
  void a_family_in_several_projects_is_not_guessed() {
    assertThatThrownBy(() -> new TaskPicker(List.of(mine, other)).ofOneProject("web", err))
        .isInstanceOf(Rejected.class);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "taskdock: \"web\" names tasks of several projects; say which with --project: mine, other\n");
  }

  @Test
  void a_family_in_one_project_is_meant_whole() throws Rejected {
    var second = found("3", "mine");

    assertThat(new TaskPicker(List.of(mine, second)).ofOneProject("web", err))
        .containsExactly(mine, second);
    assertThat(new TaskPicker(List.of(mine, other)).ofOneProject("other", err))
        .containsExactly(other);
    assertThat(said.size()).isZero();
  }

  private static FoundTask found(String digit, String project) {
    var wanted = WantedTask.of(task("web", container("app")));
    return new FoundTask(
        Task.of(new TaskId(digit.repeat(32)), wanted, Instant.EPOCH),
        wanted,
        project,
        "",
        "",
        List.of(),
        Optional.empty(),
        Map.of());
  }
}
