package dev.taskdock.cli;

import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Severity;
import java.util.EnumSet;
import java.util.Set;

/// What `--strict` makes of a diagnostic.
final class Strictness {
  /// Warned of, because a task can be run here all the same; AWS's registration, its clients or
  /// RunTask on Fargate refuse it.
  private static final Set<Code> REFUSED_BY_AWS =
      EnumSet.of(
          Code.TD2003,
          Code.TD2004,
          Code.TD2006,
          Code.TD2012,
          Code.TD2014,
          Code.TD2020,
          Code.TD2021,
          Code.TD2091,
          Code.TD2092,
          Code.TD2128,
          Code.TD2132);

  private Strictness() {}

  /// The same, an error if it is a note or AWS refuses what it is about.
  static Diagnostic judged(Diagnostic diagnostic) {
    boolean refused =
        diagnostic.severity() == Severity.NOTE || REFUSED_BY_AWS.contains(diagnostic.code());
    return refused ? diagnostic.as(Severity.ERROR) : diagnostic;
  }
}
