package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.app.KernelCgroups.Limit;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.TaskSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written to cap a task, in both versions of control groups, and what is left of it.
final class KernelCgroupsTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final TaskSize SIZE = new TaskSize(new CpuUnits(256), new Mebibytes(512));

  @Test
  void the_first_version_has_a_hierarchy_for_each_controller() {
    assertThat(KernelCgroups.atFirst("1", "taskdock-1", SIZE))
        .filteredOn(Limit::required)
        .extracting(limit -> limit.file() + " " + limit.value())
        .containsExactly(
            "memory/taskdock-1/memory.limit_in_bytes 536870912",
            "cpu/taskdock-1/cpu.cfs_period_us 100000",
            "cpu/taskdock-1/cpu.cfs_quota_us -1");
  }

  @Test
  void the_second_version_has_one() {
    assertThat(KernelCgroups.atFirst("2", "taskdock-1", SIZE))
        .extracting(limit -> limit.file() + " " + limit.value())
        .containsExactly(
            "taskdock-1/memory.max 536870912",
            "taskdock-1/memory.swap.max 0",
            "taskdock-1/cpu.max max 100000");
  }

  @Test
  void processor_time_is_capped_by_itself_later() {
    var quota = Long.toString(SIZE.cpu().quotaMicros());

    assertThat(KernelCgroups.cpu("1", "taskdock-1", quota))
        .isEqualTo(new Limit("cpu/taskdock-1", "cpu.cfs_quota_us", "25000", true));
    assertThat(KernelCgroups.cpu("2", "taskdock-1", quota))
        .isEqualTo(new Limit("taskdock-1", "cpu.max", "25000 100000", true));
  }

  @Test
  void swap_is_capped_where_the_kernel_counts_it() {
    assertThat(KernelCgroups.atFirst("1", "taskdock-1", SIZE))
        .filteredOn(limit -> !limit.required())
        .extracting(Limit::knob)
        .containsExactly("memory.memsw.limit_in_bytes");
  }

  @Test
  void an_old_group_without_containers_is_removed_from_every_hierarchy(@TempDir Path root)
      throws IOException {
    var forsaken = group(root, "memory/taskdock-gone", NOON.minusSeconds(1));
    var again = group(root, "cpu/taskdock-gone", NOON.minusSeconds(1));
    var unified = group(root, "taskdock-gone", NOON.minusSeconds(1));
    var known = group(root, "memory/taskdock-known", NOON.minusSeconds(1));
    var starting = group(root, "memory/taskdock-starting", NOON.plusSeconds(1));
    var anothers = group(root, "memory/docker", NOON.minusSeconds(1));

    KernelCgroups.removeForsaken(root, Set.of("known"), NOON);

    assertThat(List.of(forsaken, again, unified)).noneMatch(Files::exists);
    assertThat(List.of(known, starting, anothers)).allMatch(Files::exists);
  }

  @Test
  void a_group_with_something_in_it_stays(@TempDir Path root) throws IOException {
    var container = group(root, "memory/taskdock-busy/container", NOON.minusSeconds(1));
    group(root, "memory/taskdock-busy", NOON.minusSeconds(1));

    KernelCgroups.removeForsaken(root, Set.of(), NOON);

    assertThat(container).exists();
  }

  private static Path group(Path root, String name, Instant made) throws IOException {
    var group = Files.createDirectories(root.resolve(name));
    return Files.setLastModifiedTime(group, FileTime.from(made));
  }
}
