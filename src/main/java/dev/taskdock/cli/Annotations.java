package dev.taskdock.cli;

import dev.taskdock.problem.Location;
import dev.taskdock.smoke.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What failed, as GitHub Actions shows it beside the line it is about.
///
/// Source: "Workflow commands for GitHub Actions": `::error file=…,line=…::message`, with `%`, line
/// ends and in properties also `:` and `,` escaped.
final class Annotations {
  private Annotations() {}

  /// A line for each thing to annotate.
  static List<String> of(Report report) {
    var lines = new ArrayList<String>();
    for (var tried : report.tried()) {
      if (tried.verdict().isBad()) {
        lines.add(
            line(
                tried.probe().location(),
                tried.probe().name(),
                "expected %s\ncame %s"
                    .formatted(tried.verdict().expected(), tried.verdict().came())));
      }
    }
    report
        .advice()
        .forEach(d ->
            lines.add(
                line(d.location(), d.code() + " " + d.what(), d.why() + "\nfix: " + d.fix())));
    return lines;
  }

  private static String line(Optional<Location> at, String title, String message) {
    var place =
        at.map(l -> "file=%s,line=%d,col=%d,".formatted(property(l.file()), l.line(), l.column()))
            .orElse("");
    return "::error " + place + "title=" + property(title) + "::" + text(message);
  }

  private static String text(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return text(text).replace(":", "%3A").replace(",", "%2C");
  }
}
