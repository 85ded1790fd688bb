package dev.taskdock.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A folder of cases and the function they hold for.
public final class GoldenSuite {
  private static final Path CASES = Path.of("src/test/resources/golden");
  private static final String ENDING = ".case";

  private GoldenSuite() {}

  /// One test per case of `suite`: what `actual` makes of the case is what it expects. With
  /// `-Dgolden=update` the expectation is rewritten instead.
  public static Stream<DynamicTest> tests(String suite, Function<GoldenCase, String> actual) {
    boolean update = "update".equals(System.getProperty("golden"));
    return cases(suite).stream()
        .map(golden ->
            DynamicTest.dynamicTest(
                golden.name().replace('-', ' '),
                () -> {
                  var text = ended(actual.apply(golden));
                  if (update) {
                    Files.writeString(file(suite, golden.name()), golden.textExpecting(text));
                  } else {
                    assertThat(text).isEqualTo(golden.expected());
                  }
                }));
  }

  /// The cases of `suite` by name.
  public static List<GoldenCase> cases(String suite) {
    try (var files = Files.list(CASES.resolve(suite))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .sorted()
          .map(name -> read(suite, name))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The names of all suites.
  public static List<String> suites() {
    try (var folders = Files.list(CASES)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static GoldenCase read(String suite, String name) {
    try {
      return GoldenCase.parse(name, Files.readString(file(suite, name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path file(String suite, String name) {
    return CASES.resolve(suite).resolve(name + ENDING);
  }

  private static String ended(String text) {
    return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
  }
}
