package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ImageBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is found in a `cdk.out`.
final class CdkAssemblyTest {
  private static final Path FOLDER = Path.of("src/test/resources/cdk.out");
  private static final String IMAGE =
      "000000000000.dkr.ecr.us-east-1.amazonaws.com/"
          + "cdk-hnb659fds-container-assets-000000000000-us-east-1:1f2e";

  @Test
  void its_stacks_are_the_templates_of_the_manifest() {
    assertThat(CdkAssembly.templates(FOLDER))
        .containsExactly("web=src/test/resources/cdk.out/web.template.json");
  }

  @Test
  void a_stage_is_an_assembly_within_the_assembly(@TempDir Path folder) throws Exception {
    var stage = Files.createDirectories(folder.resolve("assembly-Prod"));
    Files.writeString(
        folder.resolve("manifest.json"),
        """
        {"artifacts": {
          "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
          "assembly-Prod": {
            "type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}}}
        """);
    Files.writeString(
        stage.resolve("manifest.json"),
        """
        {"artifacts": {"Prod-Web": {
          "type": "aws:cloudformation:stack", "properties": {"templateFile": "web.template.json"}}}}
        """);

    assertThat(CdkAssembly.templates(folder))
        .containsExactly("Prod-Web=" + stage.resolve("web.template.json"));
  }

  @Test
  void stages_that_lead_out_of_the_assembly_and_back_are_not_followed(@TempDir Path folder)
      throws Exception {
    var stage = Files.createDirectories(folder.resolve("stage"));
    var manifest =
        """
        {"artifacts": {"next": {
          "type": "cdk:cloud-assembly", "properties": {"directoryName": "%s"}}}}
        """;
    Files.writeString(folder.resolve("manifest.json"), manifest.formatted("stage"));
    Files.writeString(stage.resolve("manifest.json"), manifest.formatted(".."));

    assertThat(CdkAssembly.templates(folder)).isEmpty();
  }

  @Test
  void what_is_wrong_with_any_of_its_templates_is_told() {
    var validated = Commands.run("validate", FOLDER.toString());

    assertThat(validated.code()).as(validated.all()).isZero();
    assertThat(validated.out()).endsWith("no problems in 1 file\n");
  }

  @Test
  void an_image_that_the_stack_publishes_is_built_from_its_folder() {
    var builds = CdkAssembly.builds(FOLDER.resolve("web.template.json"), List.of("nginx:1", IMAGE));

    assertThat(builds).extracting(b -> b.image().text()).containsExactly(IMAGE);
    assertThat(builds)
        .extracting(ImageBuild::context)
        .allMatch(context -> context.endsWith("cdk.out/asset.1f2e"));
    assertThat(builds).extracting(ImageBuild::arguments).containsExactly(Map.of("A", "1"));
  }
}
