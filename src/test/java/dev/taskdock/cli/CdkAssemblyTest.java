package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.input.cloudformation.Pseudo;
import dev.taskdock.model.ImageBuild;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void it_stands_where_all_its_stacks_are_to_stand(@TempDir Path folder) throws Exception {
    var manifest =
        """
        {"artifacts": {
          "A": {"type": "aws:cloudformation:stack", "environment": "aws://123456789012/eu-west-1", "properties": {"templateFile": "a.template.json"}},
          "B": {"type": "aws:cloudformation:stack", "environment": "%s", "properties": {"templateFile": "b.template.json"}}}}
        """;
    Files.writeString(
        folder.resolve("manifest.json"),
        manifest.formatted("aws://unknown-account/unknown-region"));
    var one = CdkAssembly.place(folder);
    Files.writeString(
        folder.resolve("manifest.json"), manifest.formatted("aws://123456789012/us-east-1"));
    var two = CdkAssembly.place(folder);

    assertThat(one).contains(new Pseudo("eu-west-1", "123456789012"));
    assertThat(two).isEmpty();
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
  void a_stage_that_is_a_link_to_its_own_assembly_is_not_followed(@TempDir Path folder)
      throws Exception {
    manifest(folder, "cdk:cloud-assembly", "directoryName", "stage");
    Files.createSymbolicLink(folder.resolve("stage"), Path.of("."));

    assertThat(CdkAssembly.templates(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out.template.json", "/etc/hostname", "link.template.json"})
  void a_template_outside_of_the_assembly_is_refused(String path, @TempDir Path around)
      throws Exception {
    var folder = Files.createDirectory(around.resolve("cdk.out"));
    var outside = Files.writeString(around.resolve("out.template.json"), "{\"Resources\": {}}");
    Files.createSymbolicLink(folder.resolve("link.template.json"), outside);
    manifest(folder, "aws:cloudformation:stack", "templateFile", path);

    assertThat(CdkAssembly.templates(folder)).isEmpty();
    for (var command : List.of("validate", "plan", "up")) {
      var ended = Commands.run(command, folder.toString());
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.all()).contains("error TD3022: \"" + path + "\" leads out of its folder");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"directory\": \"..\"",
        "\"directory\": \"/etc\"",
        "\"directory\": \".\", \"dockerFile\": \"../../Dockerfile\""
      })
  void an_image_is_built_of_nothing_outside_of_the_assembly(String source, @TempDir Path around)
      throws Exception {
    var folder = Files.createDirectory(around.resolve("cdk.out"));
    manifest(folder, "aws:cloudformation:stack", "templateFile", "web.template.json");
    var template = Files.writeString(folder.resolve("web.template.json"), "{\"Resources\": {}}");
    Files.writeString(
        folder.resolve("web.assets.json"),
        "{\"dockerImages\": {\"a\": {\"source\": {"
            + source
            + "}, \"destinations\": {\"b\": {\"repositoryName\": \"r\", \"imageTag\": \"t\"}}}}}");

    assertThat(CdkAssembly.builds(template, List.of("r:t", "x/r:t"))).isEmpty();
    var validated = Commands.run("validate", folder.toString());
    assertThat(validated.code()).isEqualTo(2);
    assertThat(validated.all()).contains("error TD3022: ");
  }

  @Test
  void stages_share_the_assets_of_the_whole(@TempDir Path folder) throws Exception {
    manifest(folder, "cdk:cloud-assembly", "directoryName", "stage");
    var stage = Files.createDirectory(folder.resolve("stage"));
    manifest(stage, "aws:cloudformation:stack", "templateFile", "web.template.json");
    var template = Files.writeString(stage.resolve("web.template.json"), "{\"Resources\": {}}");
    Files.writeString(
        stage.resolve("web.assets.json"),
        """
        {"dockerImages": {"a": {"source": {"directory": "../asset.a"}, "destinations": {
          "b": {"repositoryName": "r", "imageTag": "t"}}}}}
        """);

    assertThat(CdkAssembly.builds(template, List.of("x/r:t"))).hasSize(1);
  }

  @Test
  void a_manifest_that_cannot_be_read_is_told(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("manifest.json"), "{\"artifacts\": ");

    for (var command : List.of("validate", "plan", "up")) {
      var ended = Commands.run(command, folder.toString());
      assertThat(ended.code()).isEqualTo(2);
      assertThat(ended.all()).contains("error TD1011: ", "manifest.json:1");
    }
  }

  private static void manifest(Path folder, String type, String member, String value)
      throws Exception {
    Files.writeString(
        folder.resolve("manifest.json"),
        "{\"artifacts\": {\"a\": {\"type\": \"%s\", \"properties\": {\"%s\": \"%s\"}}}}"
            .formatted(type, member, value));
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
