package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD2003;
import static dev.taskdock.problem.Code.TD2004;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Diagnostic.Related;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Origins;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What reading one file brings up beside its values: problems, and where each place was written.
///
/// What tends to be wrong many times over in one file (a name nobody knows, numbers in quotes) is
/// gathered, and told once with all its places by [#tellRepeated].
public final class Findings {
  private final Problems problems;
  private final Origins.Builder origins = new Origins.Builder();
  private final Map<String, Diagnostic> unknownByName = new LinkedHashMap<>();
  private final Map<String, List<Related>> alsoByName = new HashMap<>();
  private final Set<Diagnostic> told = new HashSet<>();
  private final Set<Found> inQuotes = new LinkedHashSet<>();
  private final Set<Found> withoutQuotes = new LinkedHashSet<>();

  private record Found(Place place, Location location) {}

  /// Findings that go to `problems`.
  public Findings(Problems problems) {
    this.problems = problems;
  }

  /// Tells one problem; the same one again is not told twice.
  public void add(Diagnostic diagnostic) {
    if (told.add(diagnostic)) {
      problems.add(diagnostic);
    }
  }

  /// Where everything read so far stands.
  public Origins origins() {
    return origins.build();
  }

  /// Tells what was gathered; to be called once, at the end.
  public void tellRepeated() {
    unknownByName.forEach(
        (name, first) -> add(first.seeAlso(alsoByName.getOrDefault(name, List.of()))));
    if (!inQuotes.isEmpty()) {
      tellTypes(inQuotes, "should not be in quotes", "write it without quotes");
    }
    if (!withoutQuotes.isEmpty()) {
      tellTypes(withoutQuotes, "should be text, in quotes", "write it in quotes");
    }
  }

  void place(Place place, Location location) {
    origins.put(place, location);
  }

  void places(Consumer<BiConsumer<Place, Location>> places) {
    origins.putAll(places);
  }

  void inQuotes(Place place, Location location) {
    inQuotes.add(new Found(place, location));
  }

  /// How a sentence names what is at `place`: its last name in quotes.
  static String named(Place place) {
    var last = place.path().isEmpty() ? "" : place.path().getLast();
    return last.startsWith("[")
        ? "an item of " + place.enclosing().map(Findings::named).orElse("")
        : Quoted.of(last);
  }

  void withoutQuotes(Place place, Location location) {
    withoutQuotes.add(new Found(place, location));
  }

  void unknown(Node.Member member, String in, Collection<String> known) {
    if (unknownByName.containsKey(member.name())) {
      alsoByName
          .computeIfAbsent(member.name(), _ -> new ArrayList<>())
          .add(new Related(member.nameLocation(), "also in " + in));
      return;
    }
    var where = in.isEmpty() ? "" : " in " + in;
    unknownByName.put(
        member.name(),
        Diagnostic.warning(TD2004, "unknown member " + Quoted.of(member.name()) + where)
            .at(member.nameLocation())
            .because("The aws command line refuses members that ECS does not know.")
            .fixedBy(
                Nearest.of(member.name(), known)
                    .map(name -> "write " + Quoted.of(name))
                    .orElse("remove it")));
  }

  private void tellTypes(Set<Found> found, String what, String fix) {
    var first = found.iterator().next();
    var diagnostic =
        Diagnostic.warning(TD2003, named(first.place()) + " " + what)
            .at(first.location())
            .because("The aws command line takes only the type ECS documents; read as meant here.")
            .fixedBy(fix);
    add(
        diagnostic.seeAlso(
            found.stream()
                .skip(1)
                .map(other -> new Related(other.location(), other.place() + " too"))
                .toList()));
  }
}
