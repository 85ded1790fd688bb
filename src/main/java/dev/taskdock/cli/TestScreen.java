package dev.taskdock.cli;

import dev.taskdock.probe.Spans;
import dev.taskdock.probe.Verdict.Outcome;
import dev.taskdock.smoke.Report;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Optional;
import java.util.regex.Pattern;

/// The one screen of a test: what was tried, what was expected, what came, and what explains it.
final class TestScreen {
  private static final int WIDEST = 56;
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[;\\d]*[A-Za-z]");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\t]]");

  private final Terminal terminal;
  private final PrintStream data;

  TestScreen(Terminal terminal) {
    this.terminal = terminal;
    this.data = terminal.data();
  }

  /// All of it.
  ///
  /// @param round which one, where there are several
  void show(Report report, Optional<String> round) {
    data.println("test of " + report.subject() + round.map(r -> ", round " + r).orElse(""));
    list(report);
    if (report.end() != Report.End.PASSED) {
      explain(report);
    }
    data.println(summary(report));
    data.flush();
  }

  /// What was tried, while it is all still up.
  void showBriefly(Report report) {
    list(report);
    explain(report);
    data.flush();
  }

  private void list(Report report) {
    int width = report.tried().stream().mapToInt(t -> t.probe().name().length()).max().orElse(0);
    var layout = "  %-4s  %-" + Math.max(1, Math.min(width, WIDEST)) + "s  %s";
    for (var tried : report.tried()) {
      var verdict = tried.verdict();
      var line = layout.formatted(verdict.outcome().word(), tried.probe().name(), verdict.came());
      if (!verdict.isBad()) {
        data.println(painted(verdict.outcome(), line));
        continue;
      }
      data.println(
          painted(
              verdict.outcome(),
              "  %-4s  %s".formatted(verdict.outcome().word(), tried.probe().name())));
      data.println("          expected  " + verdict.expected());
      data.println("          came      " + verdict.came());
      tried.probe().location().ifPresent(l -> data.println("          at        " + l));
    }
  }

  private String painted(Outcome outcome, String line) {
    if (!terminal.colour()) {
      return line;
    }
    var colour =
        switch (outcome) {
          case PASSED -> "32";
          case FAILED, TIMED_OUT -> "31;1";
          case SKIPPED -> "33";
        };
    return "\u001B[" + colour + "m" + line.substring(0, 6) + "\u001B[0m" + line.substring(6);
  }

  private void explain(Report report) {
    if (!report.holds().isEmpty()) {
      data.println();
      report.holds().forEach(hold -> data.println("  " + hold));
    }
    for (var tail : report.tails()) {
      data.println();
      data.println("  last lines of " + tail.container());
      tail.lines().forEach(line -> data.println("    " + plain(line)));
    }
    if (!report.advice().isEmpty()) {
      data.println();
      data.print(
          dev.taskdock.problem.Report.text(report.advice(), report.sources(), terminal.colour()));
    }
    data.println();
  }

  /// What containers print may colour and clear a terminal; here it is only quoted.
  private static String plain(String line) {
    return CONTROL.matcher(COLOUR.matcher(line).replaceAll("")).replaceAll("?");
  }

  private static String summary(Report report) {
    var parts = new ArrayList<String>();
    parts.add(report.count(Outcome.PASSED) + " passed");
    long bad = report.count(Outcome.FAILED) + report.count(Outcome.TIMED_OUT);
    if (bad > 0) {
      parts.add(bad + " failed");
    }
    if (report.count(Outcome.SKIPPED) > 0) {
      parts.add(report.count(Outcome.SKIPPED) + " skipped");
    }
    var verdict =
        switch (report.end()) {
          case PASSED -> "good to push";
          case FAILED -> "not good to push";
          case NOT_STARTED -> "not good to push: it did not start";
          case TIMED_OUT -> "not good to push: it was not steady in time";
          case ENGINE_LOST -> "the engine does not answer any more";
          case INTERRUPTED -> "interrupted";
        };
    return "%s in %s: %s".formatted(String.join(", ", parts), Spans.text(report.took()), verdict);
  }
}
