package dev.taskdock.launch;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.Limits;
import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.Resources;
import dev.taskdock.model.TaskSize;
import dev.taskdock.model.Ulimit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaskLimitsTest {
  private static final Place ALONE = new Place("holder", Optional.empty(), Set.of(), Terms.NONE);
  private static final Optional<TaskSize> SMALL =
      Optional.of(new TaskSize(new CpuUnits(256), new Mebibytes(512)));

  @Test
  void without_any_size_the_engine_gives_what_it_has() {
    var limits = limits(Optional.empty(), container("app"));

    var openFiles = List.of(new Ulimit("nofile", 65_535, 65_535));
    assertThat(limits)
        .isEqualTo(
            new Limits(
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                openFiles,
                Optional.empty()));
  }

  @Test
  void each_container_is_capped_by_the_size_of_the_task() {
    var limits = limits(SMALL, container("app"));

    assertThat(limits.cpuQuotaMicros()).hasValue(25_000);
    assertThat(limits.memoryBytes()).hasValue(512L << 20);
    assertThat(limits.cpuShares()).isEmpty();
  }

  @Test
  void a_containers_own_memory_is_its_limit() {
    var limits =
        limits(SMALL, container("app").resources(resources(Optional.empty(), Optional.of(100))));

    assertThat(limits.memoryBytes()).hasValue(100L << 20);
    assertThat(limits.memoryReservationBytes()).isEmpty();
  }

  @Test
  void a_reservation_is_soft() {
    var resources =
        new Resources(Optional.empty(), Optional.empty(), Optional.of(new Mebibytes(64)));

    var limits = limits(SMALL, container("app").resources(resources));

    assertThat(limits.memoryReservationBytes()).hasValue(64L << 20);
    assertThat(limits.memoryBytes()).hasValue(512L << 20);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "1, 2", "2, 2", "512, 512", "262144, 262144", "300000, 262144"})
  void cpu_is_a_weight_within_the_kernels_bounds(int units, int shares) {
    var limits =
        limits(SMALL, container("app").resources(resources(Optional.of(units), Optional.empty())));

    assertThat(limits.cpuShares()).hasValue(shares);
  }

  @Test
  void a_container_without_cpu_weighs_least_beside_one_with() {
    var heavy = container("db").resources(resources(Optional.of(512), Optional.empty()));

    var limits = limits(SMALL, container("app"), heavy);

    assertThat(limits.cpuShares()).hasValue(2);
  }

  @Test
  void in_the_control_group_of_its_task_a_container_has_its_own_limit_only() {
    var definition =
        task(
                "web",
                container("app"),
                container("db").resources(resources(Optional.of(64), Optional.of(100))))
            .withSize(SMALL);
    var place = new Place("holder", Optional.of("/task"), Set.of(), Terms.NONE);

    var app = TaskLimits.of(definition, definition.containers().getFirst(), place);
    var db = TaskLimits.of(definition, definition.containers().getLast(), place);

    assertThat(app.cgroup()).hasValue("/task");
    assertThat(app.memoryBytes()).isEmpty();
    assertThat(app.cpuQuotaMicros()).isEmpty();
    assertThat(db.memoryBytes()).hasValue(100L << 20);
    assertThat(db.cpuShares()).hasValue(64);
  }

  /// The limits of the first container.
  private static Limits limits(Optional<TaskSize> size, ContainerFixture... containers) {
    var definition = task("web", containers).withSize(size);
    return TaskLimits.of(definition, definition.containers().getFirst(), ALONE);
  }

  private static Resources resources(Optional<Integer> cpu, Optional<Integer> memory) {
    return new Resources(cpu.map(CpuUnits::new), memory.map(Mebibytes::new), Optional.empty());
  }
}
