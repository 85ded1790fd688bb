package dev.taskdock.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
  private static final List<String> KNOWN =
      List.of("name", "image", "command", "environment", "portMappings", "memory", "cpu");

  @ParameterizedTest
  @CsvSource({
    "enviroment, environment",
    "Environment, environment",
    "portmapping, portMappings",
    "PORTMAPPINGS, portMappings",
    "comamnd, command",
    "cup, cpu",
    "imgae, image"
  })
  void a_slip_is_understood(String given, String meant) {
    assertThat(Nearest.of(given, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"volumes", "x", "restart", "''"})
  void a_stranger_is_not(String given) {
    assertThat(Nearest.of(given, KNOWN)).isEmpty();
  }
}
