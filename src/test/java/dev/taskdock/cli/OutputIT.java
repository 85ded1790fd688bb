package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a run prints, and what reaches its containers.
@Tag("docker")
final class OutputIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final Workbench bench = new Workbench();

  @Test
  void stdout_is_data_and_stderr_is_progress() {
    var run = bench.run(container("app").bash("echo to stdout; exec >&2; echo to stderr"));

    run.endsWith(0);
    assertThat(run.out()).containsExactlyInAnyOrder("app | to stdout", "app | to stderr");
    assertThat(run.err())
        // Said first where the engine may not raise the limit, which depends on the machine.
        .filteredOn(line -> !line.contains(" open files instead of "))
        .satisfiesExactly(
            line -> assertThat(line).matches(bench.project() + "/[0-9a-f]{8}  RUNNING"),
            line -> assertThat(line).isEqualTo("app exited with code 0"),
            line -> assertThat(line).contains("  STOPPED (EssentialContainerExited"));
  }

  @Test
  void quiet_leaves_only_what_containers_print() {
    var run = bench.done("run", "--quiet", bench.file(container("app").bash("echo said")));

    assertThat(run.out()).containsExactly("app | said");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void each_line_of_json_is_an_event_with_stable_ids() throws Exception {
    var file =
        bench.file(
            container("app").helper().port(80).answering(80, "hi"), container("job").untilTold());

    var run = bench.start("run", "--json", file);
    run.awaitOut(line -> line.contains("\"type\":\"endpoint\""));
    run.awaitOut(line -> line.contains("\"text\":\"up\""));
    run.signal("INT");
    run.endsWith(130);

    var events = new ArrayList<JsonNode>();
    for (var line : run.out()) {
      events.add(JSON.readTree(line));
    }
    assertThat(events).allMatch(e -> e.hasNonNull("type") && e.hasNonNull("at"));
    assertThat(events).filteredOn(e -> !e.path("type").asText().equals("note")).isNotEmpty();
    var tasks = events.stream().map(e -> e.path("task").asText()).distinct().toList();
    assertThat(tasks)
        .filteredOn(t -> !t.isEmpty())
        .singleElement()
        .asString()
        .matches("[0-9a-f]{32}");
    assertThat(of(events, "log", "text")).contains("up", "told to end", "listening");
    assertThat(of(events, "log", "container")).contains("app", "job");
    assertThat(of(events, "endpoint", "port")).containsExactly("80");
    assertThat(of(events, "task", "lastStatus"))
        .containsSubsequence("PENDING", "RUNNING", "STOPPING", "STOPPED");
    assertThat(of(events, "task", "stopCode")).contains("UserInitiated");
    assertThat(of(events, "container", "runtimeId")).anyMatch(id -> id.matches("[0-9a-f]{64}"));
    assertThat(run.err()).isEmpty();
  }

  /// Engines keep output as JSON, where a byte that is no UTF-8 becomes the replacement character;
  /// a run is attached to its containers, and there every byte survives.
  @Test
  void a_line_of_a_megabyte_and_binary_junk_survive() throws Exception {
    var run =
        bench.done(
            "run",
            "--no-log-prefix",
            bench.file(
                container("app")
                    .with("entryPoint", List.of("perl", "-e"))
                    .with(
                        "command",
                        List.of(
                            """
                            binmode STDOUT;
                            print "x" x 1_000_000, "\\n";
                            print "$_: ", chr($_), "\\n" for 0 .. 255;
                            print "\\xe2\\x88\\x91 end\\n";
                            """))));

    var expected = new ByteArrayOutputStream();
    expected.writeBytes("x".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII));
    expected.write('\n');
    for (int i = 0; i < 256; i++) {
      var shown = i + ": " + Character.toString(i) + "\n";
      expected.writeBytes(shown.getBytes(StandardCharsets.ISO_8859_1));
    }
    expected.writeBytes("∑ end\n".getBytes(StandardCharsets.UTF_8));
    assertThat(run.outBytes().length).isEqualTo(expected.size());
    assertThat(sha256(run.outBytes())).isEqualTo(sha256(expected.toByteArray()));
  }

  @Test
  void the_last_line_counts_without_a_line_end() {
    var run = bench.done("run", bench.file(container("app").bash("printf 'one\\ntwo'")));

    assertThat(run.out()).containsExactly("app | one", "app | two");
  }

  @Test
  void lines_begin_with_their_time_if_asked() {
    var before = Instant.now().minus(Duration.ofSeconds(5));

    var run = bench.done("run", "--timestamps", bench.file(container("app").bash("echo 'a line'")));

    var line = run.out().getFirst();
    assertThat(line).matches("app \\| \\S+ a line");
    assertThat(Instant.parse(line.split(" ", 4)[2])).isBetween(before, Instant.now());
  }

  @Test
  void odd_values_of_variables_arrive_unchanged() throws Exception {
    var odd = "two\nlines, \"double\" and 'single' quotes, a = b, $HOME `id` \\ \t ünï ∑ ";
    // As much as a process takes: 128 KiB with the name and the NUL at the end.
    var big = "0123456789abcdef=".repeat(7_710).substring(0, 131_071 - "BIG=".length());
    var file =
        bench.file(
            container("app")
                .environment("ODD", odd)
                .environment("EMPTY", "")
                .bash(
                    """
                    sum() { printf %s "$1" | sha256sum | cut -d ' ' -f 1; }
                    sum "$ODD"; sum "$ODD_HERE"; sum "$BIG"; echo "${EMPTY-unset}."
                    """));

    var run =
        bench.done("run", "--no-log-prefix", "-e", "ODD_HERE=" + odd, "-e", "BIG=" + big, file);
    var variables = bench.folder().resolve("too-big.env");
    Files.writeString(variables, "BIG=" + big + "x\n");
    var tooBig =
        bench.start(
            TaskdockProcess.Start.of(
                bench.folder(), "run", "--env-file", variables.toString(), file));

    assertThat(run.out()).containsExactly(sha256(odd), sha256(odd), sha256(big), ".");
    assertThat(tooBig.exitCode()).isEqualTo(2);
    assertThat(tooBig.errText())
        .contains("error TD2083: \"BIG\" has 131072 bytes with its name")
        .doesNotContain("0123456789abcdef");
  }

  @Test
  @Tag("alone")
  void a_reader_that_goes_away_ends_the_run() throws Exception {
    var file =
        bench.file(
            container("app").bash("trap 'exit 0' TERM; while :; do echo line; sleep 0.1; done"));

    // Its exit code is that of taskdock, not of head.
    var piped =
        bench.start(
            TaskdockProcess.Start.of(bench.folder(), "run", file)
                .within("bash", "-c", "\"$@\" | head -n 2; exit ${PIPESTATUS[0]}", "pipe"));

    assertThat(piped.exitCode()).isIn(0, 130, 143);
    assertThat(piped.out()).containsExactly("app | line", "app | line");
    assertThat(piped.errText()).contains("STOPPED (UserInitiated").doesNotContain("    at ");
    bench.awaitNothingLeft(Duration.ofSeconds(5));
  }

  private static List<String> of(List<JsonNode> events, String type, String member) {
    return events.stream()
        .filter(e -> e.path("type").asText().equals(type) && e.has(member))
        .map(e -> e.path(member).asText())
        .toList();
  }

  private static String sha256(String text) throws Exception {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
