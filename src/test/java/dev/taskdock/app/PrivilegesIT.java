package dev.taskdock.app;

import static dev.taskdock.app.TaskBench.bash;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.Labels;
import dev.taskdock.launch.Ulimits;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.ContainerOptions;
import dev.taskdock.model.CpuUnits;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.Resources;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskOptions;
import dev.taskdock.model.TaskSize;
import dev.taskdock.model.Ulimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What a task's processes may do and how much of it, at a real engine.
@Tag("docker")
final class PrivilegesIT {
  private static final String UNTIL_TOLD =
      "trap 'exit 0' TERM; echo up; while :; do sleep 0.1; done";

  /// Fills 40 MiB and says so; a container in which that does not fit is killed.
  private static final String FILLS_40_MIB =
      "exec perl -e '$| = 1; vec(my $x, (40 << 20) - 1, 8) = 1; print \"filled\\n\"; sleep 2'";

  @RegisterExtension final TaskBench bench = new TaskBench();

  @Test
  void open_files_are_fargates_or_what_the_engine_can_give() throws Exception {
    var ceiling =
        Ceilings.of(TaskBench.ENGINE.facts()).getOrDefault("nofile", Ulimits.FARGATE_OPEN_FILES);
    var given = Long.toString(Math.min(ceiling, Ulimits.FARGATE_OPEN_FILES));

    var heard = bench.run(task("job", bash(container("app"), "ulimit -Sn; ulimit -Hn")));

    assertThat(heard.of("app")).containsExactly(given, given);
    assertThat(heard.notes)
        .filteredOn(note -> note.contains("open files"))
        .hasSize(ceiling < Ulimits.FARGATE_OPEN_FILES ? 1 : 0);
  }

  @Test
  void limits_of_a_containers_own_are_seen_inside() throws Exception {
    var options =
        options(
            Capabilities.DEFAULT,
            false,
            List.of(new Ulimit("nofile", 512, 1024), new Ulimit("core", 0, 0)),
            Map.of());
    var app = bash(container("app"), "ulimit -Sn; ulimit -Hn; ulimit -Hc").options(options);

    var heard = bench.run(task("job", app));

    assertThat(heard.of("app")).containsExactly("512", "1024", "0");
  }

  @Test
  void capabilities_are_the_usual_ones_with_what_is_added_and_without_what_is_dropped()
      throws Exception {
    var script = "grep CapEff /proc/self/status | tr -d '\\t'";
    var traces =
        options(
            new Capabilities(List.of("SYS_PTRACE"), List.of("ALL")), false, List.of(), Map.of());

    var heard =
        bench.run(
            task(
                "job",
                bash(container("usual"), script).nonEssential(),
                bash(container("traces"), script).dependsOn("usual", START).options(traces)));

    assertThat(heard.of("usual")).containsExactly("CapEff:00000000a80425fb");
    assertThat(heard.of("traces")).containsExactly("CapEff:0000000000080000");
  }

  @Test
  void kernel_parameters_of_the_network_are_the_tasks_and_others_the_containers() throws Exception {
    var script = "cat /proc/sys/net/core/somaxconn /proc/sys/kernel/msgmax";
    var controls = Map.of("net.core.somaxconn", "777", "kernel.msgmax", "4000");

    var heard =
        bench.run(
            task(
                "job",
                bash(container("one"), script)
                    .nonEssential()
                    .options(options(Capabilities.DEFAULT, false, List.of(), controls)),
                bash(container("other"), script).dependsOn("one", START)));

    assertThat(heard.of("one")).containsExactly("777", "4000");
    assertThat(heard.of("other").getFirst()).isEqualTo("777");
    assertThat(heard.of("other").getLast()).isNotEqualTo("4000");
  }

  @Test
  void a_process_without_privileges_listens_on_a_low_port() throws Exception {
    var script =
        "id -u; perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(LocalAddr =>"
            + " \"0.0.0.0\", LocalPort => 80, Listen => 1) ? \"listens\\n\" : \"$!\\n\"'";

    var heard = bench.run(task("job", bash(container("app"), Optional.of("1000"), script)));

    assertThat(heard.of("app")).containsExactly("1000", "listens");
  }

  @Test
  void containers_see_each_others_processes_only_where_the_task_says_so() throws Exception {
    var looks = "grep -slz 'the[-]marker' /proc/*/cmdline | wc -l";
    var marked = bash(container("marked"), ": the-marker; " + UNTIL_TOLD).nonEssential();
    var app = bash(container("app"), looks).dependsOn("marked", START);

    var apart = bench.run(task("job", marked, app));
    var together = bench.run(sharingProcesses(task("job", marked, app)));

    assertThat(apart.of("app")).containsExactly("0");
    assertThat(together.of("app")).containsExactly("1");
  }

  @Test
  void an_init_process_is_the_first_where_it_is_asked_for() throws Exception {
    var script = "tr '\\0' ' ' < /proc/1/cmdline | cut -d ' ' -f 1; echo";
    var options = options(Capabilities.DEFAULT, true, List.of(), Map.of());

    var with = bench.run(task("job", bash(container("app"), script).options(options)));
    var without = bench.run(task("job", bash(container("app"), script)));

    assertThat(with.of("app").getFirst()).endsWith("init");
    assertThat(without.of("app").getFirst()).isEqualTo("bash");
  }

  @Test
  void a_terminal_and_an_open_input_are_given_where_they_are_asked_for() throws Exception {
    var script = "test -t 1 && echo terminal; timeout 1 cat; echo \"cat ended with $?\"";
    var options =
        new ContainerOptions(
            Capabilities.DEFAULT,
            false,
            List.of(),
            Map.of(),
            true,
            true,
            Map.of(),
            Optional.empty());

    var with = bench.run(task("job", bash(container("app"), script).options(options)));
    var without = bench.run(task("job", bash(container("app"), script)));

    // A terminal ends its lines its own way.
    assertThat(with.of("app").stream().map(String::strip))
        .containsExactly("terminal", "cat ended with 124");
    assertThat(without.of("app")).containsExactly("cat ended with 0");
  }

  @Test
  void labels_of_the_definition_are_set_and_ours_win() throws Exception {
    var labels = Map.of("team", "blue", Labels.TASK, "mine", Labels.KEEP, "true");
    var options =
        new ContainerOptions(
            Capabilities.DEFAULT,
            false,
            List.of(),
            Map.of(),
            false,
            false,
            labels,
            Optional.empty());
    var running = bench.start(task("job", bash(container("app"), UNTIL_TOLD).options(options)));
    running.heard().await(l -> l.endsWith("up"));

    var found = TaskBench.ENGINE.containers(Map.of("team", "blue", Labels.CONTAINER, "app"));
    running.run().stop();
    running.end();

    assertThat(found)
        .extracting(ContainerSnapshot::labels)
        .singleElement()
        .satisfies(l ->
            assertThat(l)
                .containsEntry(Labels.TASK, running.task().id())
                .doesNotContainKey(Labels.KEEP));
  }

  @Test
  void the_size_of_a_task_caps_its_containers_together_where_the_engine_allows_it()
      throws Exception {
    var facts = TaskBench.ENGINE.facts();
    boolean together =
        facts.cgroupDriver().equals("cgroupfs")
            && Laptop.sharesKernelWith(facts)
            && Files.isWritable(Path.of("/sys/fs/cgroup"));
    var size = Optional.of(new TaskSize(new CpuUnits(2048), new Mebibytes(64)));
    var first = bash(container("first"), FILLS_40_MIB).nonEssential();
    var second = bash(container("second"), FILLS_40_MIB).nonEssential();
    var app = bash(container("app"), UNTIL_TOLD);

    var running = bench.start(task("job", first, second, app).withSize(size));
    if (together) {
      running.heard().awaitEnd(end -> end.contains("OutOfMemoryError"));
    } else {
      running.heard().await(l -> l.endsWith("filled"));
      running.heard().await(l -> l.endsWith("filled"));
    }
    var cgroups = bench.cgroups();
    running.run().stop();
    running.end();

    assertThat(cgroups.isEmpty()).isEqualTo(!together);
    assertThat(running.heard().ends.stream().anyMatch(end -> end.contains("OutOfMemoryError")))
        .isEqualTo(together);
    assertThat(bench.cgroups()).isEmpty();
  }

  @Test
  void a_containers_own_memory_is_a_limit_within_the_tasks() throws Exception {
    var resources =
        new Resources(Optional.empty(), Optional.of(new Mebibytes(16)), Optional.empty());
    var size = Optional.of(new TaskSize(new CpuUnits(1024), new Mebibytes(256)));
    var app = bash(container("app"), FILLS_40_MIB).resources(resources);

    var heard = bench.run(task("job", app).withSize(size));

    assertThat(heard.ends)
        .containsExactly("app 137 OutOfMemoryError: Container killed due to memory usage");
  }

  private static ContainerOptions options(
      Capabilities capabilities, boolean init, List<Ulimit> ulimits, Map<String, String> controls) {
    return new ContainerOptions(
        capabilities, init, ulimits, controls, false, false, Map.of(), Optional.empty());
  }

  private static TaskDefinition sharingProcesses(TaskDefinition definition) {
    return new TaskDefinition(
        definition.family(),
        definition.revision(),
        definition.size(),
        definition.platform(),
        definition.containers(),
        definition.volumes(),
        new TaskOptions(Optional.empty(), Optional.empty(), true, 20, false, Map.of()));
  }
}
