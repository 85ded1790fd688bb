package dev.taskdock.smoke;

import dev.taskdock.app.SiblingName;
import dev.taskdock.golden.GoldenCase;
import dev.taskdock.golden.GoldenSuite;
import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What a look-up of a sibling's name is told.
///
/// Sections: `input` a task definition, `file`s of the folder that every image is built from, and
/// what a container `printed`.
final class WrongWayTest {
  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> wrong_ways() {
    return GoldenSuite.tests("wrong-ways", golden -> told(golden, folder.resolve(golden.name())));
  }

  private static String told(GoldenCase golden, Path context) {
    golden.all("file").forEach(file -> write(context.resolve(file.argument()), file.body()));
    var input = golden.first("input").orElseThrow();
    var definition =
        TaskDefinitionReader.read(new Source(input.argument(), input.body()), new Problems())
            .orElseThrow()
            .definition();
    var advice = new ArrayList<Diagnostic>();
    var sources = new HashMap<String, String>();
    for (var printed : golden.all("printed")) {
      var looking = new ContainerName(printed.argument());
      SiblingName.in(definition, looking, printed.body().lines().toList())
          .map(name -> WrongWay.explain(name, build(golden, definition, looking, context), context))
          .ifPresent(found -> {
            advice.add(found.diagnostic());
            sources.putAll(found.sources());
          });
    }
    return advice.isEmpty() ? "nothing\n" : Report.text(advice, sources, false);
  }

  private static Optional<ImageBuild> build(
      GoldenCase golden, TaskDefinition definition, ContainerName container, Path context) {
    return golden.all("file").isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ImageBuild(
                definition.containerNamed(container).image(),
                context.toString(),
                "Dockerfile",
                Map.of(),
                Optional.empty()));
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
