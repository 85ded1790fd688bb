package dev.taskdock.smoke;

import dev.taskdock.probe.Probe;
import dev.taskdock.probe.Verdict;
import dev.taskdock.problem.Diagnostic;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What came of a smoke test.
///
/// @param tried in the order written
/// @param holds where something went wrong: what was waited for, and why tasks stopped
/// @param tails where something went wrong: the last lines of each container
/// @param advice what to change, at its line
/// @param sources the texts to quote from for `advice`, by file
/// @param images what ran
public record Report(
    String subject,
    End end,
    List<Tried> tried,
    List<String> holds,
    List<Tail> tails,
    List<Diagnostic> advice,
    Map<String, String> sources,
    List<TestedImage> images,
    Duration took) {
  public Report {
    tried = List.copyOf(tried);
    holds = List.copyOf(holds);
    tails = List.copyOf(tails);
    advice = List.copyOf(advice);
    sources = Map.copyOf(sources);
    images = List.copyOf(images);
  }

  /// How it ended.
  public enum End {
    PASSED,
    FAILED,
    NOT_STARTED,
    TIMED_OUT,
    ENGINE_LOST,
    INTERRUPTED
  }

  /// One probe and its verdict.
  public record Tried(Probe probe, Verdict verdict, Duration took) {}

  /// The last lines that a container printed.
  public record Tail(String container, List<String> lines) {
    public Tail {
      lines = List.copyOf(lines);
    }
  }

  /// How many verdicts are of that kind.
  public long count(Verdict.Outcome outcome) {
    return tried.stream().filter(t -> t.verdict().outcome() == outcome).count();
  }
}
