package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.ContainerSnapshot.ProbeStatus;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.engine.Publication;
import dev.taskdock.engine.Recorder;
import dev.taskdock.model.Protocol;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How an engine's answers are read.
final class ReadingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-24T11:16:42.127088491Z",
        "2026-11-24T11:16:42.1Z",
        "2026-11-24T11:16:42Z",
        "2026-11-24T12:16:42.127088491+01:00",
        "2024-02-29T23:59:59.000000001Z"
      })
  void times_are_read_as_the_jdk_reads_them(String text) {
    assertThat(EngineTime.parse(text)).contains(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0001-01-01T00:00:00Z", "yesterday", "2026-13-24T11:16:42.1270Z"})
  void what_is_no_time_is_none(String text) {
    assertThat(EngineTime.parse(text)).isEmpty();
  }

  @Test
  void events_are_told_apart() throws IOException {
    assertThat(event("start", "")).containsInstanceOf(EngineEvent.Started.class);
    assertThat(event("die", ",\"exitCode\":\"137\""))
        .contains(new EngineEvent.Died("c1", Map.of("l", "v"), Instant.ofEpochSecond(5, 7), 137));
    assertThat(event("oom", "")).containsInstanceOf(EngineEvent.OutOfMemory.class);
    assertThat(event("kill", ",\"signal\":\"15\""))
        .contains(
            new EngineEvent.Signalled("c1", Map.of("l", "v"), Instant.ofEpochSecond(5, 7), "15"));
    assertThat(event("health_status: unhealthy", ""))
        .contains(
            new EngineEvent.HealthChanged(
                "c1", Map.of("l", "v"), Instant.ofEpochSecond(5, 7), ProbeStatus.UNHEALTHY));
    assertThat(event("destroy", "")).containsInstanceOf(EngineEvent.Removed.class);
    assertThat(event("exec_start: sh -c true", "")).isEmpty();
    assertThat(event("rename", "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "running, Up 3 minutes, RUNNING, , ",
    "running, Up 3 minutes (healthy), RUNNING, , HEALTHY",
    "running, Up 3 minutes (unhealthy), RUNNING, , UNHEALTHY",
    "running, Up 1 second (health: starting), RUNNING, , STARTING",
    "paused, Up 3 minutes (Paused), RUNNING, , ",
    "exited, Exited (137) 2 hours ago, EXITED, 137, ",
    "created, Created, CREATED, , ",
    "dead, Dead, EXITED, , "
  })
  void the_prose_of_a_listing_is_understood(
      String state,
      String prose,
      Status status,
      @Nullable Integer code,
      @Nullable ProbeStatus health)
      throws IOException {
    ContainerSnapshot snapshot =
        Snapshots.listed(json("{\"State\":\"" + state + "\",\"Status\":\"" + prose + "\"}"));

    assertThat(snapshot.status()).isEqualTo(status);
    assertThat(snapshot.exitCode())
        .isEqualTo(code == null ? OptionalInt.empty() : OptionalInt.of(code));
    assertThat(snapshot.health()).isEqualTo(Optional.ofNullable(health));
  }

  @Test
  void ports_of_a_listing_are_those_that_are_published() throws IOException {
    String ports =
        "[{\"PrivatePort\":80,\"Type\":\"tcp\"},"
            + "{\"IP\":\"127.0.0.1\",\"PrivatePort\":53,\"PublicPort\":5353,\"Type\":\"udp\"}]";

    assertThat(Snapshots.listed(json("{\"Ports\":" + ports + "}")).publications())
        .containsExactly(new Publication("127.0.0.1", OptionalInt.of(5353), 53, Protocol.UDP));
  }

  @Test
  void a_container_whose_start_failed_has_an_error_and_no_exit_code() throws IOException {
    String state =
        "{\"State\":{\"Status\":\"created\",\"ExitCode\":127,\"Error\":\"no such file\","
            + "\"StartedAt\":\"0001-01-01T00:00:00Z\"}}";

    ContainerSnapshot snapshot = Snapshots.inspected(json(state));

    assertThat(snapshot.status()).isEqualTo(Status.CREATED);
    assertThat(snapshot.exitCode()).isEmpty();
    assertThat(snapshot.error()).contains("no such file");
    assertThat(snapshot.startedAt()).isEmpty();
  }

  @Test
  void output_is_freed_of_frames_and_times() throws IOException {
    var recorder = new Recorder(Recorder::aRealMoment);
    var frames = new ByteArrayOutputStream();
    frame(frames, 1, "2026-11-24T11:16:42.5Z hello\n");
    frame(frames, 2, "2026-11-24T11:16:43.5Z oh");
    frame(frames, 1, "2026-11-24T11:16:44.5Z \n");
    frame(frames, 1, "no time before it\n");

    new LogPieces(recorder).read(new ByteArrayInputStream(frames.toByteArray()));

    assertThat(recorder.output()).isEqualTo("hello\n\nno time before it\n");
    assertThat(recorder.errors()).isEqualTo("oh");
    assertThat(recorder.times()).startsWith(Instant.parse("2026-11-24T11:16:42.5Z"));
  }

  @Test
  void output_of_a_terminal_has_times_before_its_lines() throws IOException {
    var recorder = new Recorder(Recorder::aRealMoment);
    String text = "2026-11-24T11:16:42.5Z hello\r\n2026-11-24T11:16:43.5Z $ ";

    new LogPieces(recorder).read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));

    assertThat(recorder.output()).isEqualTo("hello\r\n$ ");
  }

  @Test
  void a_stream_that_is_out_of_step_is_given_up() {
    byte[] wrong = {9, 0, 0, 0, 0, 0, 0, 1, 'x'};
    byte[] broken = {1, 0, 0, 0, 0, 0, 0, 9, 'x'};

    assertThatThrownBy(
            () -> new Frames(new ByteArrayInputStream(wrong)).transferTo((_, _, _, _) -> {}))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(
            () -> new Frames(new ByteArrayInputStream(broken)).transferTo((_, _, _, _) -> {}))
        .isInstanceOf(IOException.class);
  }

  @Test
  void a_build_speaks_in_lines_and_remembers_the_last() throws IOException {
    var told = new ArrayList<ImageProgress>();
    var report = new ProgressReport(told::add);
    report.take(json("{\"stream\":\"Step 1/2 : FROM x\\n\"}"));
    report.take(json("{\"stream\":\" ---> 3f2a\\n\"}"));
    report.take(json("{\"stream\":\"half\"}"));
    report.take(json("{\"stream\":\" line\\r\\nnext\\n\"}"));
    report.take(json("{\"errorDetail\":{\"message\":\"code 3\"},\"error\":\"code 3\"}"));

    assertThat(told)
        .extracting(ImageProgress::text)
        .containsExactly("Step 1/2 : FROM x", "---> 3f2a", "half line", "next");
    assertThat(report.lastLines()).isEqualTo("Step 1/2 : FROM x: half line / next: ");
    assertThat(report.failure()).contains("code 3");
  }

  @Test
  void what_a_build_tells_a_terminal_is_not_shown() throws IOException {
    var told = new ArrayList<ImageProgress>();
    var report = new ProgressReport(told::add);
    report.take(json("{\"stream\":\"\\u001b[91mdebconf: delaying\\n\\u001b[0m\"}"));
    report.take(
        json("{\"stream\":\"\\u001b]0;title\\u0007 10 %\\r\\u001b[K 20 %\\u001b[1;32m done\\n\"}"));
    report.take(json("{\"stream\":\"caf\u00e9\\tau lait\\u0008\\n\"}"));

    assertThat(told)
        .extracting(ImageProgress::text)
        .containsExactly("debconf: delaying", "20 % done", "caf\u00e9\tau lait");
  }

  @Test
  void a_pull_speaks_of_layers() throws IOException {
    var told = new ArrayList<ImageProgress>();

    new ProgressReport(told::add)
        .take(
            json(
                "{\"id\":\"3f2a\",\"status\":\"Downloading\","
                    + "\"progressDetail\":{\"current\":5,\"total\":9}}"));

    assertThat(told.getFirst().layer()).isEqualTo("3f2a");
    assertThat(told.getFirst().current()).hasValue(5);
    assertThat(told.getFirst().total()).hasValue(9);
  }

  private static Optional<EngineEvent> event(String action, String attributes) throws IOException {
    return EventSubscription.read(
        json(
            "{\"Action\":\""
                + action
                + "\",\"Actor\":{\"ID\":\"c1\",\"Attributes\":{\"l\":\"v\",\"image\":\"i\""
                + attributes
                + "}},\"timeNano\":5000000007}"));
  }

  private static void frame(ByteArrayOutputStream frames, int stream, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    frames.writeBytes(new byte[] {(byte) stream, 0, 0, 0, 0, 0, 0, (byte) bytes.length});
    frames.writeBytes(bytes);
  }

  private static Json json(String text) throws IOException {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
