package dev.taskdock.cli;

import dev.taskdock.app.Local;
import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.Templates;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.taskdefinition.Inventory;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.taskdefinition.Term;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks templates, plans, manifests and configurations without running what they declare.
///
/// What only a deployment knows (a parameter without a value, the export of another stack) has a
/// stand-in, and that is told, so that all else can be checked.
final class DeclaredChecks {
  private final DefinitionOptions options;
  private final Problems problems;
  private final Map<String, List<String>> unhandled;

  private DeclaredChecks(
      DefinitionOptions options, Problems problems, Map<String, List<String>> unhandled) {
    this.options = options;
    this.problems = problems;
    this.unhandled = unhandled;
  }

  /// Tells what is wrong with `templates`, which may be stacks of one another or not.
  ///
  /// @param unhandled is given what each file has that does nothing here
  static void check(
      List<Source> templates,
      DefinitionOptions options,
      Map<String, List<String>> unhandled,
      Problems problems) {
    var checks = new DeclaredChecks(options, problems, unhandled);
    templates.stream()
        .collect(Collectors.groupingBy(InputShape::of, LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(checks::alike);
  }

  private void alike(List<Source> files) {
    if (files.size() < 2 || !together(files)) {
      files.forEach(file -> one(List.of(file), problems));
    }
  }

  /// The members of all task definitions in `template`, after saying what of it is not run.
  static Optional<List<Inventory.Entry>> inventory(
      Source template, Terminal terminal, Problems problems) {
    var named =
        new Templates.Named(DeclaredFiles.stack(template.file(), template.file()), template);
    return DeclaredFiles.read(List.of(named), new DefinitionOptions(), Local.NONE, false, problems)
        .map(reading -> {
          DeclaredFiles.say(1, reading, terminal);
          var locations = new LinkedHashMap<Term, List<Location>>();
          for (var declared : reading.definitions()) {
            for (var entry : Inventory.of(declared.tree(), problems).orElse(List.of())) {
              locations
                  .computeIfAbsent(entry.term(), _ -> new ArrayList<>())
                  .addAll(entry.locations());
            }
          }
          return locations.entrySet().stream()
              .map(e -> new Inventory.Entry(e.getKey(), e.getValue()))
              .toList();
        });
  }

  /// Whether they go together without an error.
  private boolean together(List<Source> templates) {
    var own = new Problems();
    boolean fine = one(templates, own).isPresent() && !own.hasErrors();
    if (fine) {
      own.all().forEach(problems::add);
    }
    return fine;
  }

  private Optional<Declared> one(List<Source> templates, Problems to) {
    var own = new Problems();
    var named = new ArrayList<Templates.Named>();
    for (var template : templates) {
      named.add(
          new Templates.Named(DeclaredFiles.stack(template.file(), template.file()), template));
    }
    var reading = DeclaredFiles.read(named, options, Local.NONE, false, own);
    reading.ifPresent(r -> check(r, templates.getFirst(), own));
    var confidential = reading.map(Declared::confidential).orElse(Set.of());
    DeclaredFiles.masked(own, confidential).forEach(to::add);
    return reading;
  }

  private void check(Declared reading, Source first, Problems own) {
    var definitions = new HashMap<String, Reading>();
    var ignored = new ArrayList<String>();
    for (var declared : reading.definitions()) {
      TaskDefinitionReader.read(declared.tree(), Map.of(), own)
          .ifPresent(r -> {
            definitions.put(declared.arn(), r);
            ignored.addAll(r.unhandled());
          });
    }
    var front = DeclaredFiles.front(reading, own);
    for (var service : front.services()) {
      // A container whose name is not known may be the one that is meant.
      Optional.ofNullable(definitions.get(service.taskDefinition()))
          .filter(d ->
              d.definition().containers().stream()
                  .noneMatch(c -> reading.isMadeUp(c.name().name())))
          .ifPresent(d -> service.with(d.definition(), front.balancing(), own));
    }
    // To AWS it is all there: only here somebody has to stand for it.
    if (TrustStores.named(front.balancing()).findAny().isPresent()) {
      new TrustStores(reading, OverlayChecks.certificates(first), Severity.WARNING, own)
          .known(front.balancing());
    }
    if (!ignored.isEmpty()) {
      unhandled.put(first.file(), ignored.stream().distinct().toList());
    }
  }
}
