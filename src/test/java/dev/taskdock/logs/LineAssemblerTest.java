package dev.taskdock.logs;

import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.LogSink.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Lines come out as they were printed, however they came in.
final class LineAssemblerTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final List<LogLine> lines = new ArrayList<>();
  private final AtomicInteger ends = new AtomicInteger();
  private final LineAssembler assembler =
      new LineAssembler(taskId(1), name("app"), lines::add, ends::incrementAndGet);

  @Test
  void a_piece_may_hold_several_lines() {
    piece(Stream.STDOUT, "one\ntwo\n\nfour\n");

    assertThat(lines).extracting(LogLine::text).containsExactly("one", "two", "", "four");
    assertThat(lines).allMatch(line -> line.starts() && line.ends());
  }

  @Test
  void a_line_may_come_in_several_pieces_and_has_the_time_of_its_beginning() {
    piece(Stream.STDOUT, "hel", T0);
    piece(Stream.STDOUT, "lo\nwor", T0.plusSeconds(1));
    piece(Stream.STDOUT, "ld\n", T0.plusSeconds(2));

    assertThat(lines).extracting(LogLine::text).containsExactly("hello", "world");
    assertThat(lines).extracting(LogLine::at).containsExactly(T0, T0.plusSeconds(1));
  }

  @Test
  void the_streams_are_kept_apart() {
    piece(Stream.STDOUT, "out ");
    piece(Stream.STDERR, "err\n");
    piece(Stream.STDOUT, "put\n");

    assertThat(lines).extracting(LogLine::text).containsExactly("err", "out put");
    assertThat(lines)
        .extracting(line -> line.source().stream())
        .containsExactly(Stream.STDERR, Stream.STDOUT);
  }

  @Test
  void the_last_line_counts_without_a_line_end() {
    piece(Stream.STDOUT, "bye");
    piece(Stream.STDERR, "whole\n");

    assembler.end();

    assertThat(lines).extracting(LogLine::text).containsExactly("whole", "bye");
    assertThat(ends).hasValue(1);
  }

  @Test
  void nothing_printed_is_no_line() {
    piece(Stream.STDOUT, "");

    assembler.end();

    assertThat(lines).isEmpty();
  }

  @Test
  void a_letter_may_be_cut_in_two() {
    byte[] bytes = "grün\n".getBytes(StandardCharsets.UTF_8);

    assembler.piece(Stream.STDOUT, T0, bytes, 0, 3);
    assembler.piece(Stream.STDOUT, T0, bytes, 3, bytes.length - 3);

    assertThat(lines).extracting(LogLine::text).containsExactly("grün");
  }

  @Test
  void only_the_piece_counts_not_the_bytes_around_it() {
    byte[] bytes = "xxxone\nyyy".getBytes(StandardCharsets.UTF_8);

    assembler.piece(Stream.STDOUT, T0, bytes, 3, 4);
    assembler.end();

    assertThat(lines).extracting(LogLine::text).containsExactly("one");
  }

  @Test
  void a_line_that_is_very_long_goes_out_in_parts() {
    var half = "x".repeat(LineAssembler.LONGEST_PART / 2 + 1);

    piece(Stream.STDOUT, half);
    piece(Stream.STDOUT, half);
    piece(Stream.STDOUT, "end\nnext\n");

    assertThat(lines).extracting(LogLine::starts).containsExactly(true, false, true);
    assertThat(lines).extracting(LogLine::ends).containsExactly(false, true, true);
    assertThat(lines.get(0).text() + lines.get(1).text()).isEqualTo(half + half + "end");
  }

  @Test
  void a_line_as_long_as_a_part_ends_with_an_empty_one() {
    piece(Stream.STDOUT, "x".repeat(LineAssembler.LONGEST_PART));
    piece(Stream.STDOUT, "\n");

    assertThat(lines).extracting(LogLine::ends).containsExactly(false, true);
    assertThat(lines.getLast().text()).isEmpty();
  }

  @Test
  void a_part_without_a_line_end_is_ended_by_the_end() {
    piece(Stream.STDOUT, "x".repeat(LineAssembler.LONGEST_PART));

    assembler.end();

    assertThat(lines).last().matches(LogLine::ends);
  }

  @Test
  void junk_survives_byte_for_byte_wherever_it_is_cut() throws IOException {
    var random = new Random(4);
    byte[] junk = new byte[100_000];
    random.nextBytes(junk);

    for (int from = 0; from < junk.length; ) {
      int length = Math.min(junk.length - from, 1 + random.nextInt(999));
      assembler.piece(Stream.STDOUT, T0, junk, from, length);
      from += length;
    }
    assembler.end();

    var out = new ByteArrayOutputStream();
    for (var line : lines) {
      line.writeTo(out);
      out.write('\n');
    }
    byte[] printed = out.toByteArray();
    assertThat(printed).startsWith(junk);
    assertThat(printed.length - junk.length).isBetween(0, 1);
  }

  private void piece(Stream stream, String text) {
    piece(stream, text, T0);
  }

  private void piece(Stream stream, String text, Instant at) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assembler.piece(stream, at, bytes, 0, bytes.length);
  }
}
