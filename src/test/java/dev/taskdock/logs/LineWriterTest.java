package dev.taskdock.logs;

import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.LogSink.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class LineWriterTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void each_line_stands_behind_its_container() throws IOException {
    var writer = writer(new LineWriter.Layout(true, false, false));
    writer.expect("php-fpm");

    writer.write(line("nginx", "ready"));
    writer.write(line("php-fpm", "too"));

    assertThat(printed()).isEqualTo("nginx   | ready\nphp-fpm | too\n");
  }

  @Test
  void prefixes_can_be_left_out() throws IOException {
    var writer = writer(new LineWriter.Layout(false, false, false));

    writer.write(line("nginx", "ready"));

    assertThat(printed()).isEqualTo("ready\n");
  }

  @Test
  void times_are_the_engines() throws IOException {
    var writer = writer(new LineWriter.Layout(true, true, false));

    writer.write(line("nginx", "ready"));

    assertThat(printed()).isEqualTo("nginx | 2026-01-01T00:00:00Z ready\n");
  }

  @Test
  void each_container_has_a_colour_of_its_own_and_keeps_it() throws IOException {
    var writer = writer(new LineWriter.Layout(true, false, true));

    writer.write(line("a", "1"));
    writer.write(line("b", "2"));
    writer.write(line("a", "3"));

    assertThat(printed())
        .isEqualTo(
            "\u001b[36ma | \u001b[0m1\n\u001b[33mb | \u001b[0m2\n\u001b[36ma | \u001b[0m3\n");
  }

  @Test
  void parts_of_a_line_are_joined_again() throws IOException {
    var writer = writer(new LineWriter.Layout(true, false, false));

    writer.write(part("a", "one ", true, false));
    writer.write(part("a", "two ", false, false));
    writer.write(part("a", "three", false, true));

    assertThat(printed()).isEqualTo("a | one two three\n");
  }

  @Test
  void parts_that_another_container_came_between_are_lines_of_their_own() throws IOException {
    var writer = writer(new LineWriter.Layout(true, false, false));

    writer.write(part("a", "one ", true, false));
    writer.write(line("b", "hello"));
    writer.write(part("a", "two", false, true));

    assertThat(printed()).isEqualTo("a | one \nb | hello\na | two\n");
  }

  @Test
  void lines_of_many_threads_never_mix() throws Exception {
    var writer = writer(new LineWriter.Layout(true, false, false));
    int each = 200;
    var go = new CountDownLatch(1);
    var threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      String container = "c" + i;
      threads[i] =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  go.await();
                  for (int n = 0; n < each; n++) {
                    writer.write(line(container, container.repeat(50)));
                  }
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
    }

    go.countDown();
    for (var thread : threads) {
      thread.join();
    }

    assertThat(printed().lines()).hasSize(threads.length * each);
    assertThat(printed().lines())
        .allMatch(
            line -> line.equals(line.substring(0, 2) + " | " + line.substring(0, 2).repeat(50)));
  }

  private LineWriter writer(LineWriter.Layout layout) {
    return new LineWriter(out, layout, source -> source.container().name());
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private static LogLine line(String container, String text) {
    return part(container, text, true, true);
  }

  private static LogLine part(String container, String text, boolean starts, boolean ends) {
    return new LogLine(
        new LogSource(taskId(1), name(container), Stream.STDOUT),
        T0,
        text.getBytes(StandardCharsets.UTF_8),
        starts,
        ends);
  }
}
