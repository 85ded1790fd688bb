package dev.taskdock.fuzz;

import static dev.taskdock.fuzz.ReadingLaw.eitherValueOrError;
import static dev.taskdock.fuzz.ReadingLaw.valueOrError;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Source;
import dev.taskdock.input.copilot.CopilotManifests;
import dev.taskdock.input.copilot.CopilotSetting;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.ecspresso.EcspressoFiles;
import dev.taskdock.input.ecspresso.EcspressoSetting;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.terraform.TerraformFiles;
import dev.taskdock.input.terraform.TerraformSetting;
import dev.taskdock.problem.Problems;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// The [ReadingLaw] of manifests, plans and configurations, and of what they hand to other readers.
final class DeclaredLaw {
  private DeclaredLaw() {}

  /// Reads a text as what it may be, besides a task definition.
  static void holds(String text) {
    if (text.contains("type:")) {
      ofManifest(new Source("manifest.yml", text));
    }
    if (text.contains("terraform_version")) {
      ofPlan(new Source("plan.json", text));
    }
    if (text.contains("{{")) {
      ofConfiguration(new Source("task.json", text));
    }
  }

  /// Of a manifest of Copilot.
  static void ofManifest(Source source) {
    var setting = new CopilotSetting(Optional.empty(), Map.of(), false);
    holds(source, (s, problems) -> CopilotManifests.read(List.of(s), setting, problems));
  }

  /// Of a plan or a state of Terraform.
  static void ofPlan(Source source) {
    var setting = new TerraformSetting(Map.of(), false);
    holds(source, (s, problems) -> TerraformFiles.read(s, setting, problems));
  }

  /// Of a task definition with functions of ecspresso's.
  static void ofConfiguration(Source source) {
    var setting =
        new EcspressoSetting(Map.of(), Map.of(), _ -> Optional.empty(), Map.of(), Map.of(), false);
    holds(source, (s, problems) -> EcspressoFiles.read(s, setting, problems));
  }

  private static void holds(
      Source source, BiFunction<Source, Problems, Optional<Declared>> reader) {
    var reading = eitherValueOrError(source, reader);
    reading
        .map(Declared::definitions)
        .orElse(List.of())
        .forEach(d ->
            eitherValueOrError(
                source, (_, problems) -> TaskDefinitionReader.read(d.tree(), Map.of(), problems)));
    reading.ifPresent(r ->
        valueOrError(
            source,
            (_, problems) -> {
              var findings = new Findings(problems);
              var tree = Fields.of(r.tree(), findings);
              var vpc = VpcDeclaration.of(tree);
              LoadBalancing.ofTemplate(tree, vpc);
              var services = Services.of(tree, vpc);
              Services.scaling(tree, services);
              findings.tellRepeated();
              return Optional.of(services.size());
            }));
  }
}
