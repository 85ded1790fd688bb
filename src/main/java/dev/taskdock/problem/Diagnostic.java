package dev.taskdock.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One thing to tell the user about what they wrote.
///
/// The texts never hold the value of an environment variable or a secret.
///
/// @param what one line under 72 columns that names the thing and the value seen
/// @param why the ECS rule, in lines of one sentence; may be empty
/// @param fix something to type or to change; may be empty
/// @param related other places that belong to it
public record Diagnostic(
    Code code,
    Severity severity,
    Optional<Location> location,
    String what,
    String why,
    String fix,
    List<Related> related) {
  public Diagnostic {
    related = List.copyOf(related);
  }

  /// Another place, and what it has to do with the diagnostic.
  public record Related(Location location, String text) {}

  /// A bare one, to be completed with [#at], [#because] and [#fixedBy].
  public static Diagnostic of(Severity severity, Code code, String what) {
    return new Diagnostic(code, severity, Optional.empty(), what, "", "", List.of());
  }

  /// A bare error.
  public static Diagnostic error(Code code, String what) {
    return of(Severity.ERROR, code, what);
  }

  /// A bare warning.
  public static Diagnostic warning(Code code, String what) {
    return of(Severity.WARNING, code, what);
  }

  /// The same, as bad as `other`.
  public Diagnostic as(Severity other) {
    return new Diagnostic(code, other, location, what, why, fix, related);
  }

  /// The same at `place`.
  public Diagnostic at(Location place) {
    return new Diagnostic(code, severity, Optional.of(place), what, why, fix, related);
  }

  /// The same with the rule behind it.
  public Diagnostic because(String rule) {
    return new Diagnostic(code, severity, location, what, rule, fix, related);
  }

  /// The same with AWS's own message, and our sentences after it, one a line; empty ones are left
  /// out.
  public Diagnostic becauseAwsSays(String message, String... sentences) {
    var lines = new ArrayList<String>();
    lines.add("AWS: \"" + message + "\"");
    lines.addAll(List.of(sentences));
    lines.removeIf(String::isEmpty);
    return because(String.join("\n", lines));
  }

  /// The same with what to do about it.
  public Diagnostic fixedBy(String change) {
    return new Diagnostic(code, severity, location, what, why, change, related);
  }

  /// The same with one more place.
  public Diagnostic seeAlso(Location place, String text) {
    return seeAlso(List.of(new Related(place, text)));
  }

  /// The same with more places.
  public Diagnostic seeAlso(List<Related> places) {
    var more = new ArrayList<>(related);
    more.addAll(places);
    return new Diagnostic(code, severity, location, what, why, fix, more);
  }
}
