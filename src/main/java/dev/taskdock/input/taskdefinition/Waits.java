package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2060;
import static dev.taskdock.problem.Code.TD2061;
import static dev.taskdock.problem.Code.TD2062;
import static dev.taskdock.problem.Code.TD2063;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Dependency;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The `dependsOn` of a task's containers. Source: RegisterTaskDefinition, ContainerDependency.
final class Waits {
  private static final List<String> CONDITIONS = List.of("START", "COMPLETE", "SUCCESS", "HEALTHY");

  /// The containers of the task by name, as far as they have one.
  private final List<Draft> drafts;

  /// Containers whose waits have been walked, or are being.
  private final Set<String> settled = new HashSet<>();

  private Waits(List<Draft> drafts) {
    this.drafts = drafts;
  }

  /// One entry: for whom, until when, and where it is written.
  record Wait(String on, DependencyCondition condition, Fields fields) {
    /// As a value; empty where there can be no container of that name.
    Optional<Dependency> dependency() {
      return ContainerName.isValid(on)
          ? Optional.of(new Dependency(new ContainerName(on), condition))
          : Optional.empty();
    }
  }

  /// The entries of one container that are usable by themselves.
  static List<Wait> read(Fields container) {
    var waits = new ArrayList<Wait>();
    for (var fields : container.objects("dependsOn")) {
      Vocabulary.tell(fields);
      var on = fields.text("containerName");
      var condition = fields.word("condition", CONDITIONS);
      missing(fields, "containerName", "the container to wait for");
      missing(fields, "condition", String.join(", ", CONDITIONS));
      if (on.isPresent() && condition.isPresent()) {
        waits.add(new Wait(on.get(), DependencyCondition.valueOf(condition.get()), fields));
      }
    }
    return waits;
  }

  private static void missing(Fields fields, String member, String values) {
    if (!fields.has(member)) {
      fields.add(
          Diagnostic.error(TD2060, "an entry of dependsOn without " + Quoted.of(member))
              .at(fields.location())
              .because("Each entry names a container and a condition.")
              .fixedBy("add " + Quoted.of(member) + ": " + values));
    }
  }

  /// Tells every wait that cannot end or that ECS refuses.
  static void tell(List<Draft> drafts) {
    var waits = new Waits(drafts);
    for (var draft : drafts) {
      draft.waits().forEach(wait -> waits.tellOf(draft, wait));
    }
    drafts.forEach(draft -> waits.tellCircles(draft, new ArrayList<>()));
  }

  private void tellOf(Draft waiting, Wait wait) {
    var other = named(wait.on());
    var fields = wait.fields();
    if (other.isEmpty()) {
      fields.add(unknown(waiting, wait));
    } else if (wait.condition() == DependencyCondition.HEALTHY
        && !other.get().fields().has("healthCheck")) {
      fields.add(withoutCheck(waiting, wait, other.get()));
    } else if (isEnd(wait.condition()) && other.get().essential()) {
      fields.add(endOfEssential(waiting, wait, other.get()));
    }
  }

  private static boolean isEnd(DependencyCondition condition) {
    return switch (condition) {
      case COMPLETE, SUCCESS -> true;
      case START, HEALTHY -> false;
    };
  }

  private Optional<Draft> named(String name) {
    return drafts.stream().filter(draft -> draft.isCalled(name)).findFirst();
  }

  private Diagnostic unknown(Draft waiting, Wait wait) {
    var names = drafts.stream().flatMap(d -> d.name().stream()).map(ContainerName::name).toList();
    return Diagnostic.error(
            TD2060, waiting.title() + " waits for " + Quoted.of(wait.on()) + ", which is not there")
        .at(wait.fields().locationOf("containerName"))
        .becauseAwsSays(
            "Cannot depend on container + '" + wait.on() + "' because it does not exist")
        .fixedBy(
            Nearest.of(wait.on(), names)
                .map(name -> "write " + Quoted.of(name))
                .orElse("name one of " + String.join(", ", names)));
  }

  private static Diagnostic withoutCheck(Draft waiting, Wait wait, Draft other) {
    return Diagnostic.error(
            TD2062,
            waiting.title()
                + " waits for "
                + other.title()
                + " to be HEALTHY, but it has no health check")
        .at(wait.fields().locationOf("condition"))
        .becauseAwsSays(
            "A dependency container with HEALTHY condition must have health check configured",
            "A HEALTHCHECK of the image does not count on ECS.")
        .fixedBy("add \"healthCheck\" to " + other.title() + ", or wait for \"START\"")
        .seeAlso(other.fields().location(), other.title() + " is here");
  }

  private static Diagnostic endOfEssential(Draft waiting, Wait wait, Draft other) {
    return Diagnostic.error(
            TD2063,
            waiting.title() + " waits for the end of " + other.title() + ", which is essential")
        .at(wait.fields().locationOf("condition"))
        .becauseAwsSays(
            "A dependency container with SUCCESS or COMPLETE condition cannot be an essential"
                + " container",
            "The end of an essential container ends the task.")
        .fixedBy("add \"essential\": false to " + other.title())
        .seeAlso(other.fields().location(), other.title() + " is here");
  }

  /// A container on the way and the wait that leads on from it.
  private record Step(String name, Wait onward) {}

  /// Walks along the waits of `draft`; `walked` are the steps that led here.
  private void tellCircles(Draft draft, List<Step> walked) {
    var name = draft.name().map(ContainerName::name).orElse("");
    if (!settled.add(name)) {
      return;
    }
    for (var wait : draft.waits()) {
      walked.add(new Step(name, wait));
      int start = walked.stream().map(Step::name).toList().indexOf(wait.on());
      if (start >= 0) {
        wait.fields().add(circle(walked.subList(start, walked.size())));
      } else {
        named(wait.on()).ifPresent(next -> tellCircles(next, walked));
      }
      walked.removeLast();
    }
  }

  private static Diagnostic circle(List<Step> steps) {
    var names = steps.stream().map(Step::name).collect(Collectors.joining(" → "));
    var last = steps.getLast().onward();
    var diagnostic =
        Diagnostic.error(TD2061, "containers wait in a circle: " + names + " → " + last.on())
            .at(last.fields().locationOf("containerName"))
            .because("None of them would ever start, so ECS refuses such a definition.")
            .fixedBy("remove one of these entries of dependsOn");
    for (var step : steps.subList(0, steps.size() - 1)) {
      var text = Quoted.of(step.name()) + " waits for " + Quoted.of(step.onward().on());
      diagnostic = diagnostic.seeAlso(step.onward().fields().locationOf("containerName"), text);
    }
    return diagnostic;
  }
}
