package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2022;
import static dev.taskdock.problem.Code.TD2026;
import static dev.taskdock.problem.Code.TD2027;
import static dev.taskdock.problem.Code.TD2075;

import dev.taskdock.input.Fields;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.Resources;
import dev.taskdock.model.Timeouts;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.Optional;

/// The plain numbers of a container: `cpu`, `memory`, `memoryReservation` and the two timeouts.
///
/// Source: RegisterTaskDefinition, ContainerDefinition; 6 MiB is the least an engine starts a
/// container with.
final class Amounts {
  private static final int LEAST_MEMORY = 6;
  private static final int SHORTEST = 2;
  private static final int LONGEST = 120;

  private Amounts() {}

  /// What `container` reserves of the task's size.
  static Resources resources(Fields container) {
    var cpu = amount(container, "cpu").map(CpuUnits::new);
    var memory = memory(container, "memory");
    var reservation = memory(container, "memoryReservation");
    if (memory.isPresent() && reservation.filter(r -> r.compareTo(memory.get()) > 0).isPresent()) {
      container.add(
          Diagnostic.error(TD2026, container.title() + " reserves more memory than its limit")
              .at(container.locationOf("memoryReservation"))
              .becauseAwsSays(
                  "Invalid setting for container '"
                      + name(container)
                      + "'. 'memory' must be greater than or equal to 'memoryReservation'.")
              .fixedBy("lower memoryReservation, or raise memory")
              .seeAlso(container.locationOf("memory"), "the limit"));
    }
    return new Resources(cpu, memory, reservation);
  }

  /// How long `container` is waited for, and how long it may take to stop.
  static Timeouts timeouts(Fields container) {
    return new Timeouts(
        timeout(container, "startTimeout"),
        timeout(container, "stopTimeout").orElse(Timeouts.DEFAULT.stop()));
  }

  private static Optional<Mebibytes> memory(Fields container, String member) {
    var memory = amount(container, member).map(Mebibytes::new);
    if (memory.filter(m -> m.count() < LEAST_MEMORY).isPresent()) {
      container.add(
          Diagnostic.error(
                  TD2027, container.title() + " has " + member + " " + memory.get() + " MiB")
              .at(container.locationOf(member))
              .because("An engine starts no container with less than 6 MiB.")
              .fixedBy("write at least 6; the unit is MiB"));
    }
    return memory;
  }

  private static Optional<Integer> amount(Fields container, String member) {
    var number = container.whole(member);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    long amount = number.getAsLong();
    if (0 <= amount && amount <= Integer.MAX_VALUE) {
      return Optional.of((int) amount);
    }
    container.add(
        Diagnostic.error(TD2022, Quoted.of(member) + " cannot be " + amount)
            .at(container.locationOf(member))
            .because(
                member.equals("cpu") ? "It is a number of CPU units." : "It is a number of MiB.")
            .fixedBy("write a number from 0 to " + Integer.MAX_VALUE));
    return Optional.empty();
  }

  private static Optional<Duration> timeout(Fields container, String member) {
    var seconds = container.whole(member);
    if (seconds.isEmpty()) {
      return Optional.empty();
    }
    long value = seconds.getAsLong();
    if (SHORTEST <= value && value <= LONGEST) {
      return Optional.of(Duration.ofSeconds(value));
    }
    var diagnostic =
        Diagnostic.error(TD2075, container.title() + " has " + member + " " + value)
            .at(container.locationOf(member))
            .fixedBy("write a number of seconds from 2 to 120");
    var message = message(container, member, value);
    container.add(
        message.isEmpty()
            ? diagnostic.because("Fargate takes 2 to 120 seconds.")
            : diagnostic.becauseAwsSays(
                message, "120 itself is accepted.".repeat(value > LONGEST ? 1 : 0)));
    return Optional.empty();
  }

  private static String message(Fields container, String member, long value) {
    boolean start = member.equals("startTimeout");
    if (value < SHORTEST) {
      return "Granular "
          + (start ? "start" : "stop")
          + " timeout on container '"
          + name(container)
          + "' must be at least 2 seconds.";
    }
    return start
        ? ""
        : "Tasks using the Fargate launch type must have a container stop timeout of less than 120"
            + " seconds.";
  }

  private static String name(Fields container) {
    return container.text("name").orElse("");
  }
}
