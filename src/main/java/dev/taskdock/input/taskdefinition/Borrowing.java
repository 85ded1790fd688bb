package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2108;
import static dev.taskdock.problem.Code.TD2109;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.VolumesFrom;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The `volumesFrom` of a task's containers: volumes that one of them borrows from another.
///
/// Source: RegisterTaskDefinition, VolumeFrom.
final class Borrowing {
  private final List<Draft> drafts;

  private Borrowing(List<Draft> drafts) {
    this.drafts = drafts;
  }

  /// The entries of one container that are usable by themselves.
  static List<VolumesFrom> read(Fields container) {
    var sources = new ArrayList<VolumesFrom>();
    for (var fields : container.objects("volumesFrom")) {
      Vocabulary.tell(fields);
      boolean readOnly = fields.flag("readOnly").orElse(false);
      fields
          .text("sourceContainer")
          .filter(ContainerName::isValid)
          .map(name -> new VolumesFrom(new ContainerName(name), readOnly))
          .ifPresent(sources::add);
    }
    return sources;
  }

  /// Tells who borrows from nobody, and who borrows in a circle.
  static void tell(List<Draft> drafts) {
    var borrowing = new Borrowing(drafts);
    drafts.forEach(borrowing::tellUnknown);
    borrowing.tellCircles();
  }

  private void tellUnknown(Draft draft) {
    for (var fields : draft.fields().objects("volumesFrom")) {
      var source = fields.text("sourceContainer");
      if (source.flatMap(this::named).isEmpty()) {
        fields.add(unknown(draft, fields, source.orElse("")));
      }
    }
  }

  private Diagnostic unknown(Draft draft, Fields fields, String source) {
    var names = drafts.stream().flatMap(d -> d.name().stream()).map(ContainerName::name).toList();
    return Diagnostic.error(
            TD2108,
            draft.title() + " has volumes from " + Quoted.of(source) + ", which is not there")
        .at(fields.locationOf("sourceContainer"))
        .becauseAwsSays("Invalid 'volumesFrom' setting. Unknown container: '" + source + "'")
        .fixedBy(
            Nearest.of(source, names)
                .map(name -> "write " + Quoted.of(name))
                .orElse("name one of " + String.join(", ", names)));
  }

  private Optional<Draft> named(String name) {
    return drafts.stream().filter(draft -> draft.isCalled(name)).findFirst();
  }

  /// Each circle is told once, at the first container in it.
  private void tellCircles() {
    var told = new LinkedHashSet<ContainerName>();
    for (var draft : drafts) {
      var name = draft.name();
      var lenders = lenders(draft);
      if (name.filter(lenders::contains).isPresent() && !told.contains(name.get())) {
        told.addAll(lenders);
        draft
            .fields()
            .add(
                Diagnostic.error(TD2109, draft.title() + " has volumes from itself")
                    .at(draft.fields().locationOf("volumesFrom"))
                    .because(
                        "It borrows from "
                            + String.join(", ", lenders.stream().map(Object::toString).toList())
                            + ", so none of them can be created first.")
                    .fixedBy("give the task a volume, and mount it in each of them"));
      }
    }
  }

  /// Whom `draft` borrows from, directly or not.
  private Set<ContainerName> lenders(Draft draft) {
    var lenders = new LinkedHashSet<ContainerName>();
    var next = sources(draft).toList();
    while (lenders.addAll(next)) {
      next =
          next.stream()
              .flatMap(name -> named(name.name()).stream())
              .flatMap(Borrowing::sources)
              .distinct()
              .toList();
    }
    return lenders;
  }

  private static Stream<ContainerName> sources(Draft draft) {
    return draft.storage().volumesFrom().stream().map(VolumesFrom::source);
  }
}
