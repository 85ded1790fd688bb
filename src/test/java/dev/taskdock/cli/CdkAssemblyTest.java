package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ImageBuild;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
  void an_image_that_the_stack_publishes_is_built_from_its_folder() {
    var builds = CdkAssembly.builds(FOLDER.resolve("web.template.json"), List.of("nginx:1", IMAGE));

    assertThat(builds).extracting(b -> b.image().text()).containsExactly(IMAGE);
    assertThat(builds)
        .extracting(ImageBuild::context)
        .allMatch(context -> context.endsWith("cdk.out/asset.1f2e"));
    assertThat(builds).extracting(ImageBuild::arguments).containsExactly(Map.of("A", "1"));
  }
}
