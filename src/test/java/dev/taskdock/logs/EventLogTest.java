package dev.taskdock.logs;

import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.taskdock.engine.LogSink.Stream;
import dev.taskdock.model.LogConfiguration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What containers print, kept in files as CloudWatch would keep it.
final class EventLogTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void every_line_is_an_event_with_its_time_and_only_the_owner_reads_it() throws IOException {
    var file = folder.resolve("logs/group/stream");
    var log = new EventLog(file, Optional.empty(), OptionalLong.of(1 << 20));

    assertThat(file.getParent()).doesNotExist();
    log.take(line("one", true, true));
    log.take(line("\tat two", true, true));
    var result = log.end();

    assertThat(result).isEqualTo(new EventLog.Result(0, Optional.empty()));
    assertThat(file).hasContent(T0 + " one\n" + T0 + " \tat two\n");
    assertThat(permissions(file)).isEqualTo("rw-------");
    assertThat(permissions(folder.resolve("logs"))).isEqualTo("rwx------");
  }

  @Test
  void lines_that_begin_no_event_belong_to_the_one_before() throws IOException {
    var options = Map.of("awslogs-datetime-format", "\\[%b %d, %Y %H:%M:%S\\]");
    var file = folder.resolve("stream");
    var log = new EventLog(file, awslogs(options).beginning(), OptionalLong.empty());

    log.take(line("no date yet", true, true));
    log.take(line("[May 01, 2026 19:00:01] a stack:", true, true));
    log.take(line("at x", true, true));
    log.take(line("[May 01, 2026 19:00:02] b", true, true));

    assertThat(log.end().failure()).isEmpty();
    assertThat(Files.readAllLines(file))
        .containsExactly(
            T0 + " no date yet",
            T0 + " [May 01, 2026 19:00:01] a stack:",
            "\tat x",
            T0 + " [May 01, 2026 19:00:02] b");
  }

  @Test
  void a_long_line_in_parts_is_one_line_and_a_stream_goes_on() throws IOException {
    var file = folder.resolve("stream");
    for (int run = 0; run < 2; run++) {
      var log = new EventLog(file, Optional.empty(), OptionalLong.empty());
      log.take(line("begin", true, false));
      log.take(line("end", false, true));
      assertThat(log.end().failure()).isEmpty();
    }

    assertThat(Files.readAllLines(file)).containsExactly(T0 + " beginend", T0 + " beginend");
  }

  @Test
  void what_is_too_long_for_one_event_goes_on_in_the_next() throws IOException {
    var file = folder.resolve("stream");
    var log = new EventLog(file, Optional.of(Pattern.compile("^E")), OptionalLong.empty());
    int most = LogFile.LONGEST_EVENT;

    log.take(line("E" + "x".repeat(most - 2) + "äy", true, false));
    log.take(line("z", false, true));
    log.take(line("a".repeat(most - 4), true, true));
    log.take(line("b", true, true));

    assertThat(log.end().failure()).isEmpty();
    assertThat(Files.readAllLines(file))
        .containsExactly(
            T0 + " E" + "x".repeat(most - 2), T0 + " äyz", T0 + " " + "a".repeat(most - 4), "\tb");
  }

  @Test
  void what_cannot_be_written_is_told_and_stops_nobody() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "").resolve("stream");
    var log = new EventLog(file, Optional.empty(), OptionalLong.empty());

    log.take(line("one", true, true));
    log.take(line("two", true, true));

    assertThat(log.end().failure()).isPresent();
  }

  @Test
  void a_full_buffer_drops_and_counts() throws IOException, InterruptedException {
    var pipe = folder.resolve("stream");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var log = new EventLog(pipe, Optional.empty(), OptionalLong.of(10));

    for (int i = 0; i < 9; i++) {
      log.take(line("12345678", true, true));
    }
    // Nobody has read so far: one line is being written, one is in the buffer, maybe the same one.
    var heard = Thread.ofPlatform().unstarted(() -> read(pipe));
    heard.start();

    assertThat(log.end().dropped()).isBetween(7L, 8L);
    heard.join();
  }

  @Test
  void options_are_read_as_the_driver_reads_them() {
    assertThat(awslogs(Map.of()).buffer()).hasValue(10 << 20);
    assertThat(awslogs(Map.of("max-buffer-size", "25m")).buffer()).hasValue(25 << 20);
    assertThat(awslogs(Map.of("max-buffer-size", "512K")).buffer()).hasValue(512 << 10);
    assertThat(awslogs(Map.of("mode", "blocking")).buffer()).isEmpty();
    assertThat(awslogs(Map.of("awslogs-multiline-pattern", "^E")).beginning())
        .hasValueSatisfying(p -> assertThat(p.pattern()).isEqualTo("^E"));
    assertThat(awslogs(Map.of("awslogs-multiline-pattern", "(")).beginning()).isEmpty();
    assertThat(Awslogs.of(new LogConfiguration("splunk", Map.of(), List.of()))).isEmpty();
  }

  @Test
  void no_name_leads_out_of_the_folder() {
    var logs = new LogFolder(folder);

    assertThat(logs.stream("/ecs/web", "..", name("app"), taskId(1)))
        .isEqualTo(folder.resolve("%2Fecs%2Fweb/%2E./app/" + taskId(1)));
    assertThat(LogFolder.encoded("")).isEqualTo("%");
    assertThat(LogFolder.encoded("a".repeat(500))).hasSizeLessThanOrEqualTo(200);
    assertThat(LogFolder.encoded("%2F")).isEqualTo("%252F");
  }

  @Test
  void streams_are_found_by_their_prefix_until_they_are_old() throws IOException {
    var logs = new LogFolder(folder.resolve("logs"));
    var old = file(logs, "web", 1, T0);
    var young = file(logs, "web", 2, T0.plusSeconds(2));
    var other = file(logs, "job", 3, T0.plusSeconds(1));

    assertThat(logs.streams("/g", Optional.empty())).containsExactly(old, other, young);
    assertThat(logs.streams("/g", Optional.of("web"))).containsExactly(old, young);
    assertThat(logs.streams("/none", Optional.empty())).isEmpty();
    assertThat(logs.prune(T0.plusSeconds(1))).isEqualTo(1);
    assertThat(logs.streams("/g", Optional.empty())).containsExactly(other, young);
  }

  private static Path file(LogFolder logs, String prefix, int task, Instant at) throws IOException {
    var file = logs.stream("/g", prefix, name("app"), taskId(task));
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "");
    return Files.setLastModifiedTime(file, FileTime.from(at));
  }

  private static void read(Path pipe) {
    try {
      assertThat(Files.readString(pipe)).isNotEmpty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static Awslogs awslogs(Map<String, String> more) {
    var options = new HashMap<>(more);
    options.put("awslogs-group", "/g");
    return Awslogs.of(new LogConfiguration("awslogs", options, List.of())).orElseThrow();
  }

  private static LogLine line(String text, boolean starts, boolean ends) {
    return new LogLine(
        new LogSource(taskId(1), name("app"), Stream.STDOUT),
        T0,
        text.getBytes(StandardCharsets.UTF_8),
        starts,
        ends);
  }
}
