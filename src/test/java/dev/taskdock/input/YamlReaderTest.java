package dev.taskdock.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlReaderTest {
  private final Problems problems = new Problems();

  @Test
  void plain_scalars_are_typed_late_and_keep_their_text() {
    assertThat(kinds("[true, False, ~, null, '', 12, -3, 0.50]"))
        .isEqualTo("BOOLEAN BOOLEAN NULL NULL TEXT NUMBER NUMBER NUMBER");
    assertThat(kinds("[0644, 2026-01-01, on, 22:22, 1e3, \"1\", 'true', 0x10]"))
        .isEqualTo("TEXT TEXT TEXT TEXT TEXT TEXT TEXT TEXT");
  }

  @Test
  void each_node_knows_where_it_stands() {
    var root = (Node.Mapping) read("a: text\nb:\n  - 'x y'\n").orElseThrow();
    var list = (Node.Sequence) root.get("b").orElseThrow();

    assertThat(root.members().getLast().nameLocation()).isEqualTo(new Location("a.yaml", 2, 1, 1));
    assertThat(root.get("a").orElseThrow().location()).isEqualTo(new Location("a.yaml", 1, 4, 4));
    assertThat(list.items().getFirst().location()).isEqualTo(new Location("a.yaml", 3, 5, 5));
  }

  @Test
  void a_tag_of_cloudformation_becomes_its_long_form() {
    var root = (Node.Mapping) read("a: !Sub '${X}'\nb: !Ref Y\nc: !GetAtt [A, B]\n").orElseThrow();

    assertThat(((Node.Mapping) root.get("a").orElseThrow()).has("Fn::Sub")).isTrue();
    assertThat(((Node.Mapping) root.get("b").orElseThrow()).has("Ref")).isTrue();
    assertThat(((Node.Mapping) root.get("c").orElseThrow()).get("Fn::GetAtt"))
        .containsInstanceOf(Node.Sequence.class);
  }

  @Test
  void an_alias_is_what_its_anchor_marks() {
    var root = (Node.Mapping) read("a: &x {k: v}\nb: *x\n").orElseThrow();

    assertThat(root.get("b")).isEqualTo(root.get("a"));
  }

  @Test
  void aliases_of_aliases_are_refused_before_they_multiply() {
    var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      var before = "*a" + (i - 1);
      text.append("a%d: &a%d [%s]\n".formatted(i, i, (before + " , ").repeat(9) + before));
    }

    assertThat(read(text.toString())).isEmpty();
    assertThat(problems.all()).extracting(Diagnostic::code).containsExactly(Code.TD1021);
  }

  @Test
  void values_that_are_written_out_are_as_many_as_the_text_holds() {
    var items = 300_000;

    var list = (Node.Sequence) read("[" + "x, ".repeat(items) + "&a y, *a]").orElseThrow();

    assertThat(list.items()).hasSize(items + 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:\n{% if x %}\n  b: 1\n{% endif %}\n",
        "a: {{ name }}\n",
        "a: {b: ${X}, c: 1}\n"
      })
  void what_a_tool_is_to_fill_in_is_called_that(String text) {
    assertThat(read(text)).isEmpty();

    assertThat(problems.all()).extracting(Diagnostic::code).containsExactly(Code.TD1016);
  }

  @Test
  void a_tag_of_a_programming_language_makes_nothing() {
    var root =
        (Node.Mapping)
            read("a: !!python/object/apply:os.system [id]\nb: !<tag:yaml.org,2002:js/function> x\n")
                .orElseThrow();

    assertThat(root.get("a")).containsInstanceOf(Node.Sequence.class);
    assertThat(root.get("b")).containsInstanceOf(Node.Scalar.class);
  }

  @Test
  void a_merge_key_is_a_member_for_who_knows_it() {
    var root = (Node.Mapping) read("a: &x {k: v}\nb: {<<: *x}\n").orElseThrow();

    assertThat(((Node.Mapping) root.get("b").orElseThrow()).get("<<")).isEqualTo(root.get("a"));
  }

  @Test
  void what_refers_to_itself_is_refused() {
    assertThat(read("a: &x [*x]")).isEmpty();
    assertThat(problems.all()).extracting(Diagnostic::code).containsExactly(Code.TD1020);
  }

  @Test
  void a_text_that_ends_within_an_escape_is_refused_at_its_end() {
    for (var letter : List.of("x", "u", "U")) {
      assertThat(read("a: 1\nb: \"\\" + letter)).isEmpty();
    }

    assertThat(problems.all())
        .extracting(Diagnostic::location)
        .containsOnly(Optional.of(new Location("a.yaml", 2, 5, 2)));
  }

  @Test
  void what_is_missing_after_a_lone_carriage_return_is_missing_in_the_next_line() {
    assertThat(read("{\r")).isEmpty();

    assertThat(problems.all())
        .extracting(Diagnostic::location)
        .containsExactly(Optional.of(new Location("a.yaml", 2, 1, 1)));
  }

  @Test
  void deep_nesting_is_refused_in_both_styles() {
    assertThat(read("[".repeat(Source.LARGEST / 2))).isEmpty();
    assertThat(read("- ".repeat(Source.LARGEST / 4) + "x")).isEmpty();
    assertThat(problems.all()).extracting(Diagnostic::code).containsOnly(Code.TD1014);
  }

  @Test
  void nothing_is_null() {
    assertThat(read("# only a comment\n")).get().extracting(Node::described).isEqualTo("null");
  }

  @Test
  void damaged_text_never_ends_in_an_exception() {
    var random = new Random(7);
    var noise = "{}[],:\"'\\#&*!|>%@`-?~ \n\r\t\u0000é\uD83D<";
    for (int round = 0; round < 5_000; round++) {
      var text = new StringBuilder("build:\n  a/b:1: &x ./c\n  d: {context: *x, args: [1, 'e']}\n");
      for (int change = random.nextInt(3); change >= 0; change--) {
        text.setCharAt(random.nextInt(text.length()), noise.charAt(random.nextInt(noise.length())));
      }
      var own = new Problems();
      var node = YamlReader.read(new Source("a.yaml", text.toString()), own);

      var report = Report.text(own.all(), Map.of("a.yaml", text.toString()), true);

      assertThat(node.isPresent() || own.hasErrors()).as(text.toString()).isTrue();
      assertThat(report.isEmpty()).as(text.toString()).isEqualTo(own.all().isEmpty());
    }
  }

  private Optional<Node> read(String text) {
    return YamlReader.read(new Source("a.yaml", text), problems);
  }

  private String kinds(String list) {
    var items = ((Node.Sequence) read(list).orElseThrow()).items();
    return String.join(
        " ", items.stream().map(item -> ((Node.Scalar) item).kind().name()).toList());
  }
}
