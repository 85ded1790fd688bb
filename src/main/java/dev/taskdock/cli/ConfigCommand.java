package dev.taskdock.cli;

import dev.taskdock.input.Node;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Masked;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `taskdock config`: what the files say once all is resolved, and where each value is from.
final class ConfigCommand implements Callable<Integer> {
  private final Terminal terminal;
  private final DefinitionOptions definition = new DefinitionOptions();
  private boolean json;

  private ConfigCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static CommandSpec of(Terminal terminal) {
    var config = new ConfigCommand(terminal);
    var options =
        Options.of(
            config, "config", "Show what the files say, resolved, and where each value is from.");
    config.definition.addTo(options);
    return options
        .flag(v -> config.json = v, "A list of objects: path, value, file, line, column.", "--json")
        .footer(
            "%n",
            "Values of environments and options of log drivers are not shown, nor what a template",
            "marks NoEcho, nor secrets, nor what stands behind a name that looks like one.")
        .spec();
  }

  /// A value and where it is from.
  private record Row(String path, String value, Location location) {
    Map<String, Object> shape() {
      var shape = new LinkedHashMap<String, Object>();
      shape.put("path", path);
      shape.put("value", value);
      shape.put("file", location.file());
      shape.put("line", location.line());
      shape.put("column", location.column());
      return shape;
    }
  }

  @Override
  public Integer call() throws Exception {
    var rows = new ArrayList<Row>();
    var config = Config.load(terminal, definition);
    config.trees().forEach((name, tree) -> walk(tree, name, Surroundings.OPEN, config, rows));
    if (json) {
      JsonWriter.writeLine(terminal.out(), rows.stream().map(Row::shape).toList());
      return ExitCode.FINE;
    }
    print(rows, terminal.data());
    return ExitCode.FINE;
  }

  private static void walk(
      Node node, String path, Surroundings around, Config config, List<Row> rows) {
    switch (node) {
      case Node.Scalar scalar ->
          rows.add(
              config
                  .image(path)
                  .map(image -> new Row(path, image, Location.startOf("--image")))
                  .orElseGet(
                      () -> new Row(path, config.shown(around, scalar.text()), scalar.location())));
      case Node.Sequence list -> {
        int index = 0;
        Node before = list;
        for (var item : list.items()) {
          var inner = around.item(before);
          walk(item, path + "[" + title(item, inner, index++) + "]", inner, config, rows);
          before = item;
        }
      }
      case Node.Mapping object ->
          object
              .members()
              .forEach(m ->
                  walk(
                      m.value(),
                      path + "." + around.shownName(m.name()),
                      around.member(m.name(), object),
                      config,
                      rows));
    }
  }

  /// Its name where it has one that may be shown, else its index.
  private static String title(Node item, Surroundings around, int index) {
    return item instanceof Node.Mapping object
            && object.get("name").orElse(null) instanceof Node.Scalar name
            && !name.isEmpty()
            && around.member("name", object).shown(name.text()).equals(name.text())
        ? name.text()
        : Integer.toString(index);
  }

  private static void print(List<Row> rows, PrintStream data) {
    for (var row : rows) {
      var line = "%s: %s  # %s".formatted(row.path(), row.value(), place(row.location()));
      data.println(Masked.visible(line));
    }
    data.flush();
  }

  private static String place(Location location) {
    return location.file() + ":" + location.line();
  }
}
