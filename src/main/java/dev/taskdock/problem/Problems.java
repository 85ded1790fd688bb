package dev.taskdock.problem;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The diagnostics gathered in one reading. Not for several threads.
public final class Problems {
  private static final Comparator<Diagnostic> ORDER =
      Comparator.comparing(d -> d.location().orElse(Location.startOf("")));

  private final List<Diagnostic> diagnostics = new ArrayList<>();

  /// Adds one.
  public void add(Diagnostic diagnostic) {
    diagnostics.add(diagnostic);
  }

  /// Adds an error at `location`; `why` and `fix` may be empty.
  public void error(Code code, Location location, String what, String why, String fix) {
    add(Diagnostic.error(code, what).at(location).because(why).fixedBy(fix));
  }

  /// Adds a warning at `location`; `why` and `fix` may be empty.
  public void warning(Code code, Location location, String what, String why, String fix) {
    add(Diagnostic.warning(code, what).at(location).because(why).fixedBy(fix));
  }

  /// Whether any of them is an error.
  public boolean hasErrors() {
    return diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR);
  }

  /// All of them by file, line and column; those without a location first.
  public List<Diagnostic> all() {
    return diagnostics.stream().sorted(ORDER).toList();
  }
}
