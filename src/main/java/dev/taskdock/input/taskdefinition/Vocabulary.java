package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2016;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Quoted;
import java.util.List;
import java.util.Map;

/// What becomes of each member that RegisterTaskDefinition knows: the one place that says so.
///
/// Readers ask it by the place of the object they read, so no list of members stands anywhere else.
public final class Vocabulary {
  private static final List<Term> ALL = Terms.all();
  private static final Map<String, List<Term>> BY_OBJECT =
      ALL.stream().collect(groupingBy(Term::object));
  private static final Map<String, List<String>> NAMES_BY_OBJECT =
      ALL.stream().collect(groupingBy(Term::object, mapping(Term::name, toList())));

  private Vocabulary() {}

  /// The whole table, the task's own members first.
  public static List<Term> all() {
    return ALL;
  }

  /// The members of the object at `place`; empty where it has none of its own, as the names in
  /// `dockerLabels` are the user's.
  static List<Term> of(Place place) {
    return BY_OBJECT.getOrDefault(path(place), List.of());
  }

  /// Tells which members of `fields` are unknown or refused.
  static void tell(Fields fields) {
    var path = path(fields.place());
    fields.expectOnly(NAMES_BY_OBJECT.getOrDefault(path, List.of()));
    for (var term : BY_OBJECT.getOrDefault(path, List.of())) {
      term.refusal()
          .filter(_ -> isSet(fields, term))
          .ifPresent(refusal -> fields.add(refused(fields, term, refusal)));
    }
  }

  /// The members of `fields` that are written and have no effect here.
  static List<Term> ignored(Fields fields) {
    return of(fields.place()).stream()
        .filter(term -> term.treatment() == Treatment.IGNORED && isSet(fields, term))
        .toList();
  }

  /// Whether the member is written and says something: `false` is what is not written means too.
  private static boolean isSet(Fields fields, Term term) {
    return fields.has(term.name()) && !fields.isFalse(term.name());
  }

  /// The path of the object at `place`, whatever its items are called.
  private static String path(Place place) {
    var path = new StringBuilder();
    for (var segment : place.path()) {
      if (segment.startsWith("[")) {
        path.append("[]");
      } else {
        path.append(path.isEmpty() ? "" : ".").append(segment);
      }
    }
    return path.toString();
  }

  private static Diagnostic refused(Fields fields, Term term, Term.Refusal refusal) {
    boolean named = !fields.title().equals(fields.place().toString());
    var of = named ? " of " + fields.title() : "";
    var diagnostic =
        Diagnostic.error(TD2016, Quoted.of(term.name()) + of + " is refused on Fargate")
            .at(fields.locationOf(term.name()))
            .fixedBy(refusal.fix());
    return refusal.message().isEmpty()
        ? diagnostic.because("Fargate does not take it: " + term.reason() + ".")
        : diagnostic.becauseAwsSays(refusal.message());
  }
}
