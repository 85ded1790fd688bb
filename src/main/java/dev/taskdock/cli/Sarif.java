package dev.taskdock.cli;

import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Diagnostics as SARIF 2.1.0, the format in which code hosts take findings of analysers.
final class Sarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private Sarif() {}

  /// The log of one run.
  static Map<String, Object> log(List<Diagnostic> diagnostics) {
    var codes = diagnostics.stream().map(Diagnostic::code).distinct().sorted().toList();
    var driver = new LinkedHashMap<String, Object>();
    driver.put("name", "taskdock");
    driver.put("version", Main.version());
    driver.put("rules", codes.stream().map(Sarif::rule).toList());
    var run = new LinkedHashMap<String, Object>();
    run.put("tool", Map.of("driver", driver));
    run.put("columnKind", "utf16CodeUnits");
    run.put("results", diagnostics.stream().map(d -> result(d, codes)).toList());
    var log = new LinkedHashMap<String, Object>();
    log.put("$schema", SCHEMA);
    log.put("version", "2.1.0");
    log.put("runs", List.of(run));
    return log;
  }

  private static Map<String, Object> rule(Code code) {
    var rule = new LinkedHashMap<String, Object>();
    rule.put("id", code.name());
    rule.put("shortDescription", text(code.title()));
    return rule;
  }

  private static Map<String, Object> result(Diagnostic diagnostic, List<Code> codes) {
    var result = new LinkedHashMap<String, Object>();
    result.put("ruleId", diagnostic.code().name());
    result.put("ruleIndex", codes.indexOf(diagnostic.code()));
    result.put("level", level(diagnostic.severity()));
    result.put("message", text(message(diagnostic)));
    result.put(
        "locations",
        diagnostic.location().stream().map(l -> location(l, Optional.empty())).toList());
    var related =
        diagnostic.related().stream()
            .map(r -> location(r.location(), Optional.of(r.text())))
            .toList();
    result.put("relatedLocations", related.isEmpty() ? Optional.empty() : related);
    return result;
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  private static String message(Diagnostic diagnostic) {
    var fix = diagnostic.fix().isEmpty() ? "" : "Fix: " + diagnostic.fix();
    return String.join(
        "\n",
        Stream.of(diagnostic.what(), diagnostic.why(), fix).filter(t -> !t.isEmpty()).toList());
  }

  private static Map<String, Object> location(Location at, Optional<String> about) {
    var region = new LinkedHashMap<String, Object>();
    region.put("startLine", at.line());
    region.put("startColumn", at.column());
    region.put(
        "endColumn", at.length() > 0 ? Optional.of(at.column() + at.length()) : Optional.empty());
    var physical = new LinkedHashMap<String, Object>();
    physical.put("artifactLocation", Map.of("uri", uri(at.file())));
    physical.put("region", region);
    var location = new LinkedHashMap<String, Object>();
    location.put("physicalLocation", physical);
    location.put("message", about.map(Sarif::text));
    return location;
  }

  /// A path relative to where taskdock runs stays so, as code hosts expect it.
  private static String uri(String file) {
    var path = Path.of(file);
    if (path.isAbsolute()) {
      return path.toUri().toString();
    }
    try {
      var slashed = file.replace(path.getFileSystem().getSeparator(), "/");
      return new URI(null, null, "/" + slashed, null).getRawPath().substring(1);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no path: " + file, e);
    }
  }

  private static Map<String, Object> text(String text) {
    return Map.of("text", text);
  }
}
