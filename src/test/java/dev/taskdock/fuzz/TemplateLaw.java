package dev.taskdock.fuzz;

import static dev.taskdock.fuzz.ReadingLaw.eitherValueOrError;

import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.LocalValues;
import dev.taskdock.input.cloudformation.Pseudo;
import dev.taskdock.input.cloudformation.Setting;
import dev.taskdock.input.cloudformation.Templates;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import java.util.List;
import java.util.Map;

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
      reading
          .map(Declared::definitions)
          .orElse(List.of())
          .forEach(d ->
              eitherValueOrError(
                  source,
                  (_, problems) -> TaskDefinitionReader.read(d.tree(), Map.of(), problems)));
    }
  }
}
