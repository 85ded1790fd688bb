package dev.taskdock.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceTest {
  private final Problems problems = new Problems();

  @TempDir private Path folder;

  @Test
  void standard_input_has_a_name() {
    assertThat(Source.read(stream("{}"), problems)).contains(new Source("<stdin>", "{}"));
  }

  @Test
  void a_byte_order_mark_is_not_part_of_the_text() {
    assertThat(Source.read(stream("\uFEFF{}"), problems)).map(Source::text).contains("{}");
  }

  @Test
  void a_hundred_megabytes_of_nesting_are_refused_at_once() {
    var endless =
        new InputStream() {
          private long left = 100_000_000;

          @Override
          public int read() {
            return left-- > 0 ? '[' : -1;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            Arrays.fill(bytes, offset, offset + length, (byte) '[');
            left -= length;
            return left > 0 ? length : -1;
          }
        };

    assertTimeout(
        Duration.ofSeconds(2), () -> assertThat(Source.read(endless, problems)).isEmpty());
    assertThat(problems.all()).extracting(Diagnostic::code).containsExactly(Code.TD1004);
    assertThat(endless.left).isGreaterThan(98_000_000);
  }

  @Test
  void a_large_file_is_refused_at_once() throws IOException {
    var path = folder.resolve("large.json");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(4L << 30);
    }

    assertTimeout(Duration.ofSeconds(2), () -> assertThat(Source.read(path, problems)).isEmpty());
  }

  @Test
  void input_that_breaks_off_is_told() {
    var broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("pipe burst");
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
          }
        };

    assertThat(Source.read(broken, problems)).isEmpty();
    assertThat(problems.all()).extracting(Diagnostic::why).containsExactly("pipe burst");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
