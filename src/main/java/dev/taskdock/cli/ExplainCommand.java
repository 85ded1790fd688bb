package dev.taskdock.cli;

import dev.taskdock.input.Pages;
import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.Inventory;
import dev.taskdock.input.taskdefinition.Term;
import dev.taskdock.input.taskdefinition.Vocabulary;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock explain`: the page of a code, or what becomes of each member of a file.
@Command(
    name = "explain",
    description = {
      "Tell what becomes of each member of a task definition, or of those in a CloudFormation"
          + " template: honoured, approximated,"
          + " ignored or refused, and why.",
      "Of a code, as in TD2051, show the page; without either, list the codes."
    })
final class ExplainCommand implements Callable<Integer> {
  private static final Pattern CODE = Pattern.compile("(?i)TD\\w{1,6}");

  private final Terminal terminal;

  @Parameters(arity = "0..1", paramLabel = "FILE|CODE", description = "Which; - reads stdin.")
  private @Nullable String asked;

  @Option(names = "--all", description = "Every member there is.")
  private boolean all;

  @Option(
      names = "--json",
      description = "The members, or the codes, as one list of objects; a page as one object.")
  private boolean json;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    if (all) {
      show(Vocabulary.all().stream().map(term -> new Row(term, List.of())).toList());
    } else if (asked == null) {
      list();
    } else if (CODE.matcher(asked).matches() && !Files.exists(Path.of(asked))) {
      page(asked);
    } else {
      show(members(asked));
    }
    return ExitCode.FINE;
  }

  private void list() throws IOException {
    if (json) {
      JsonWriter.writeLine(
          terminal.out(), Arrays.stream(Code.values()).map(ExplainCommand::shape).toList());
      return;
    }
    var data = terminal.data();
    for (var code : Code.values()) {
      data.println(code + "  " + code.title());
    }
    data.flush();
  }

  private void page(String code) throws IOException, Rejected {
    var wanted = code.toUpperCase(Locale.ROOT);
    var names = Arrays.stream(Code.values()).map(Enum::name).toList();
    if (!names.contains(wanted)) {
      var near = Nearest.of(wanted, names).map(n -> "; did you mean " + n + "?").orElse("");
      terminal.err().println("taskdock: no code " + code + near);
      throw new Rejected();
    }
    var page = Pages.of(Code.valueOf(wanted));
    if (json) {
      var shape = shape(Code.valueOf(wanted));
      shape.put("page", page);
      JsonWriter.writeLine(terminal.out(), shape);
      return;
    }
    var data = terminal.data();
    data.println(page);
    data.flush();
  }

  private static Map<String, Object> shape(Code code) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("code", code.name());
    shape.put("title", code.title());
    return shape;
  }

  /// A member, and where the file has it.
  private record Row(Term term, List<Location> locations) {
    private Row {
      locations = List.copyOf(locations);
    }

    String treatment() {
      return term.treatment().name().toLowerCase(Locale.ROOT);
    }

    /// The first place; how many more there are.
    String where() {
      int more = locations.size() - 1;
      return locations.isEmpty()
          ? ""
          : "  " + locations.getFirst() + (more > 0 ? " and " + more + " more" : "");
    }

    Map<String, Object> shape() {
      var shape = new LinkedHashMap<String, Object>();
      shape.put("member", term.path());
      shape.put("treatment", treatment());
      shape.put("reason", term.reason());
      shape.put("locations", locations.stream().map(DiagnosticShape::location).toList());
      return shape;
    }
  }

  private List<Row> members(String file) throws Rejected {
    var problems = new Problems();
    var source =
        file.equals("-") ? Source.read(System.in, problems) : Source.read(Path.of(file), problems);
    var entries =
        source.flatMap(s ->
            InputShape.of(s).isDeclared()
                ? DeclaredChecks.inventory(s, terminal, problems)
                : Inventory.of(s, problems));
    if (entries.isEmpty()) {
      var sources = source.map(s -> Map.of(s.file(), s.text())).orElse(Map.of());
      terminal.err().print(Report.text(problems.all(), sources, terminal.live()));
      throw new Rejected();
    }
    return entries.get().stream().map(e -> new Row(e.term(), e.locations())).toList();
  }

  private void show(List<Row> rows) throws IOException {
    if (json) {
      JsonWriter.writeLine(terminal.out(), rows.stream().map(Row::shape).toList());
      return;
    }
    var data = terminal.data();
    for (var row : rows) {
      data.println("%-12s  %s%s".formatted(row.treatment(), row.term().path(), row.where()));
      if (!row.term().reason().isEmpty()) {
        data.println(" ".repeat(14) + row.term().reason());
      }
    }
    data.flush();
  }
}
