package dev.taskdock.cli;

import static dev.taskdock.cli.ContainerJson.container;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class ProjectLoaderTest {
  @TempDir Path folder;

  @Test
  void a_service_of_one_task_lies_where_the_file_says() throws IOException, Rejected {
    Files.writeString(
        folder.resolve("taskdock.yaml"),
        """
        vpc: {CidrBlock: 10.0.0.0/16}
        subnets: {private-a: {CidrBlock: 10.0.1.0/24}}
        securityGroups: {sg-web: {GroupDescription: the web}}
        networkConfiguration:
          awsvpcConfiguration: {subnets: [private-a], securityGroups: [sg-web]}
        """);
    var file = folder.resolve("web.json");
    Files.writeString(file, ContainerJson.definition("web", container("app").bash("echo hello")));

    var project = ProjectLoader.load(silent(), named(file), new AwsOptions(), Optional.empty());

    assertThat(project.services())
        .singleElement()
        .satisfies(service ->
            assertThat(service.revision().network())
                .hasValueSatisfying(
                    network -> assertThat(network.toString()).contains("private-a", "sg-web")));
  }

  private static DefinitionOptions named(Path file) {
    var definition = new DefinitionOptions();
    Callable<Integer> nothing = () -> 0;
    var options = Options.of(nothing, "test", "Nothing.");
    definition.addTo(options);
    new CommandLine(options.spec()).parseArgs(file.toString());
    return definition;
  }

  private static Terminal silent() {
    var said = new ByteArrayOutputStream();
    return new Terminal(said, new PrintStream(said, true, StandardCharsets.UTF_8), false, false);
  }
}
