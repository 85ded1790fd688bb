package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ImageProgress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {
  private static final String WIPED = "\r\u001b[K";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void off_a_terminal_progress_is_said_sparingly() {
    var progress = progress(false, false);

    progress.show("web:1", layer("a", 1, 10));
    progress.show("web:1", layer("a", 2, 10));
    progress.show("db:1", ImageProgress.line("Step 1/3 : FROM debian\n"));

    assertThat(said()).isEqualTo("web:1: 1 of 10 MB\ndb:1: Step 1/3 : FROM debian\n");
  }

  @Test
  void on_a_terminal_one_line_is_redrawn_with_the_sum_of_all_layers() {
    var progress = progress(true, false);

    progress.show("web:1", layer("a", 1, 10));
    progress.show("web:1", layer("b", 5, 30));
    progress.clear();
    progress.clear();

    assertThat(said()).isEqualTo(WIPED + "web:1: 1 of 10 MB" + WIPED + "web:1: 6 of 40 MB" + WIPED);
  }

  @Test
  void a_long_line_does_not_wrap() {
    var progress = progress(true, false);

    progress.show("web:1", ImageProgress.line("x".repeat(1000)));

    assertThat(said().length()).isLessThanOrEqualTo(WIPED.length() + 100);
  }

  @Test
  void a_stop_says_how_long_it_may_take() {
    var progress = progress(false, false);

    progress.countDown("web", Duration.ofSeconds(30));
    progress.stopped("web");

    assertThat(said()).isEqualTo("stopping web (up to 30 s, then SIGKILL)\n");
  }

  @Test
  void off_a_terminal_what_takes_long_is_said_once() {
    var progress = progress(false, false);
    var waits = List.of(waiting("app waits for image web:1", 2), waiting("db waits for it", 0));

    progress.waiting(waits);
    progress.waiting(waits);
    progress.waiting(List.of());

    assertThat(said()).isEqualTo("app waits for image web:1\n");
  }

  @Test
  void on_a_terminal_it_is_drawn_with_how_long_it_took_so_far() {
    var progress = progress(true, false);

    progress.waiting(
        List.of(waiting("app waits for db to be HEALTHY", 12), waiting("web waits for app", 5)));
    progress.waiting(List.of());
    progress.clear();

    assertThat(said())
        .startsWith(WIPED + "app waits for db to be HEALTHY (12 s), web waits for app (5 s)")
        .endsWith(WIPED);
  }

  @Test
  void quiet_is_silent() {
    var progress = progress(true, true);

    progress.show("web:1", layer("a", 1, 10));
    progress.countDown("web", Duration.ofSeconds(30));
    progress.stopped("web");
    progress.waiting(List.of(waiting("app waits for db", 12)));
    progress.clear();

    assertThat(said()).isEmpty();
  }

  private static ProgressLine.Wait waiting(String text, int seconds) {
    return new ProgressLine.Wait(
        text, System.nanoTime() - Duration.ofSeconds(seconds).toNanos(), false);
  }

  private ProgressLine progress(boolean live, boolean quiet) {
    return new ProgressLine(new PrintStream(err, true, StandardCharsets.UTF_8), live, quiet);
  }

  private static ImageProgress layer(String layer, int current, int total) {
    return new ImageProgress(
        layer,
        "Downloading",
        OptionalLong.of(current * 1_000_000L),
        OptionalLong.of(total * 1_000_000L));
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
