package dev.taskdock.fuzz;

import static dev.taskdock.fuzz.ReadingLaw.eitherValueOrError;
import static dev.taskdock.fuzz.ReadingLaw.valueOrError;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.LocalValues;
import dev.taskdock.input.cloudformation.Pseudo;
import dev.taskdock.input.cloudformation.Setting;
import dev.taskdock.input.cloudformation.Templates;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The [ReadingLaw] of templates, read to be run and to be checked, and of the task definitions in
/// them.
final class TemplateLaw {
  private static final Pseudo PLACE = new Pseudo("us-east-1", "000000000000");

  private TemplateLaw() {}

  static void holds(Source source) {
    for (boolean exact : List.of(true, false)) {
      var setting = new Setting(List.of(), Map.of(), PLACE, LocalValues.NONE, exact);
      var reading =
          eitherValueOrError(
              source,
              (text, problems) ->
                  Templates.read(List.of(new Templates.Named("web", text)), setting, problems));
      reading.ifPresent(r -> valueOrError(source, (_, problems) -> around(r, problems)));
      reading
          .map(Declared::definitions)
          .orElse(List.of())
          .forEach(d ->
              eitherValueOrError(
                  source,
                  (_, problems) -> TaskDefinitionReader.read(d.tree(), Map.of(), problems)));
    }
  }

  /// Services and what is around them.
  private static Optional<List<Object>> around(Declared reading, Problems problems) {
    var findings = new Findings(problems);
    var tree = Fields.of(reading.tree(), findings);
    var vpc = VpcDeclaration.of(tree, reading.standIns());
    var services = Services.of(tree, vpc);
    return Optional.of(
        List.of(
            vpc, services, LoadBalancing.ofTemplate(tree, vpc), Services.scaling(tree, services)));
  }
}
