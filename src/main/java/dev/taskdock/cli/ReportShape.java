package dev.taskdock.cli;

import dev.taskdock.smoke.Report;
import dev.taskdock.smoke.TestedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The result of a test as scripts read it.
final class ReportShape {
  private ReportShape() {}

  /// All rounds.
  static Map<String, Object> of(List<Report> rounds) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("passed", rounds.stream().allMatch(r -> r.end() == Report.End.PASSED));
    shape.put("rounds", rounds.stream().map(ReportShape::round).toList());
    return shape;
  }

  private static Map<String, Object> round(Report report) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("project", report.subject());
    shape.put("result", word(report.end()));
    shape.put("seconds", report.took().toMillis() / 1000.0);
    shape.put("probes", report.tried().stream().map(ReportShape::tried).toList());
    shape.put("holds", report.holds());
    var logs = new LinkedHashMap<String, Object>();
    report.tails().forEach(t -> logs.put(t.container(), t.lines()));
    shape.put("lastLines", logs);
    shape.put("diagnostics", report.advice().stream().map(DiagnosticShape::of).toList());
    shape.put("images", report.images().stream().map(ReportShape::image).toList());
    return shape;
  }

  private static Map<String, Object> tried(Report.Tried tried) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("name", tried.probe().name());
    shape.put("result", tried.verdict().outcome().name().toLowerCase(Locale.ROOT));
    shape.put("expected", tried.verdict().expected());
    shape.put("came", tried.verdict().came());
    shape.put("seconds", tried.took().toMillis() / 1000.0);
    shape.put("location", tried.probe().location().map(DiagnosticShape::location));
    return shape;
  }

  static Map<String, Object> image(TestedImage image) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("reference", image.reference());
    shape.put("id", image.id());
    shape.put("digests", image.digests());
    return shape;
  }

  private static String word(Report.End end) {
    return end.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
