package dev.taskdock.cli;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A diagnostic as scripts read it.
final class DiagnosticShape {
  private DiagnosticShape() {}

  static Map<String, Object> of(Diagnostic diagnostic) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("code", diagnostic.code());
    shape.put("severity", diagnostic.severity().name().toLowerCase(Locale.ROOT));
    shape.put("location", diagnostic.location().map(DiagnosticShape::location));
    shape.put("what", diagnostic.what());
    shape.put("why", diagnostic.why());
    shape.put("fix", diagnostic.fix());
    shape.put(
        "related",
        diagnostic.related().stream()
            .map(r -> {
              var related = new LinkedHashMap<>(location(r.location()));
              related.put("text", r.text());
              return related;
            })
            .toList());
    return shape;
  }

  static Map<String, Object> location(Location location) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("file", location.file());
    shape.put("line", location.line());
    shape.put("column", location.column());
    shape.put("length", location.length());
    return shape;
  }
}
