package dev.taskdock.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Definitions for tests, in few words.
public final class Fixtures {
  private Fixtures() {}

  /// A definition of these containers.
  public static TaskDefinition task(String family, ContainerFixture... containers) {
    return new TaskDefinition(
        new Family(family),
        1,
        Optional.empty(),
        RuntimePlatform.X86_64,
        Arrays.stream(containers).map(ContainerFixture::definition).toList(),
        List.of(),
        TaskOptions.DEFAULT);
  }

  /// A container whose image has its name.
  public static ContainerFixture container(String name) {
    return new ContainerFixture(name);
  }

  /// A name.
  public static ContainerName name(String name) {
    return new ContainerName(name);
  }

  /// The id of one of several tasks, in their order.
  public static TaskId taskId(int number) {
    return new TaskId("%08x".formatted(number).repeat(4));
  }
}
