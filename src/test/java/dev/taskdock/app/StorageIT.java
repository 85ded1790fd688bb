package dev.taskdock.app;

import static dev.taskdock.app.TaskBench.bash;
import static dev.taskdock.model.DependencyCondition.SUCCESS;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.Labels;
import dev.taskdock.engine.VolumeSpec;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.MountPoint;
import dev.taskdock.model.Storage;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.Tmpfs;
import dev.taskdock.model.Volume;
import dev.taskdock.model.VolumesFrom;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The files of a task's containers, at a real engine.
@Tag("docker")
final class StorageIT {
  private static final String WAIT = " while :; do sleep 0.1; done";
  private static final String UNTIL_TOLD = "trap 'exit 0' TERM; echo up;" + WAIT;

  @RegisterExtension final TaskBench bench = new TaskBench();

  @Test
  void an_image_seeds_a_volume_only_where_it_declares_one_at_that_path() throws Exception {
    var image = imageWithVolumes();
    var app =
        bash(
                container("app"),
                """
                stat -c '%n %u:%g %a' /declared /plain /declared/sub /absent
                ls /declared /plain /absent
                """)
            .from(image)
            .storage(
                mounts(
                    mount("a", "/declared"),
                    mount("b", "/plain"),
                    mount("c", "/declared/sub"),
                    mount("d", "/absent")));

    var heard = bench.run(withVolumes(task("web", app), "a", "b", "c", "d"));

    assertThat(heard.of("app"))
        .containsExactly(
            "/declared 33:34 1770",
            "/plain 0:0 755",
            "/declared/sub 0:0 755",
            "/absent 0:0 755",
            "/absent:",
            "",
            "/declared:",
            "file",
            "sub",
            "",
            "/plain:");
  }

  @Test
  void what_outlives_a_task_on_fargate_is_never_seeded() throws Exception {
    var app =
        bash(container("app"), "stat -c '%u:%g %a' /declared; ls /declared")
            .from(imageWithVolumes())
            .storage(mounts(mount("efs", "/declared")));
    var efs = new Volume("efs", new Volume.Kind.Efs("fs-1", "/", Optional.empty()));

    var heard = bench.run(withVolumes(task("web", app), efs));

    assertThat(heard.of("app")).containsExactly("0:0 755");
  }

  @Test
  void containers_share_a_volume_and_one_of_them_may_only_read() throws Exception {
    var writer =
        bash(container("writer"), "echo from the writer > /out/file")
            .nonEssential()
            .storage(mounts(mount("data", "/out")));
    var reader =
        bash(container("reader"), "cat /in/file; touch /in/other 2>&1 | grep -o 'Read-only.*'")
            .dependsOn("writer", SUCCESS)
            .storage(mounts(new MountPoint("data", "/in", true)));

    var heard = bench.run(withVolumes(task("web", writer, reader), "data"));

    assertThat(heard.of("reader")).containsExactly("from the writer", "Read-only file system");
  }

  @Test
  void the_volumes_of_a_sibling_are_at_the_same_paths() throws Exception {
    var source =
        bash(container("source"), "trap 'cat /data/file /anonymous/file; exit 0' TERM;" + WAIT)
            .from(imageWithVolumes())
            .nonEssential()
            .storage(mounts(mount("data", "/data")));
    var user =
        bash(container("user"), "echo one > /data/file; echo two > /anonymous/file")
            .nonEssential()
            .storage(from(new VolumesFrom(name("source"), false)));
    var reader =
        bash(container("reader"), "cat /data/file; touch /data/x /anonymous/x 2>&1; echo $?")
            .dependsOn("user", SUCCESS)
            .storage(from(new VolumesFrom(name("source"), true)));
    var unnamed = unnamedVolumes();

    var heard = bench.run(withVolumes(task("web", reader, user, source), "data"));

    assertThat(heard.of("source")).containsExactly("one", "two");
    assertThat(heard.of("reader").getFirst()).isEqualTo("one");
    assertThat(heard.of("reader").getLast()).isEqualTo("1");
    assertThat(unnamedVolumes()).isEqualTo(unnamed);
  }

  @Test
  void a_read_only_root_leaves_volumes_and_memory_writable() throws Exception {
    var app =
        bash(
                container("app"),
                """
                touch /file 2>&1 | grep -o 'Read-only.*'
                touch /data/file /scratch/file && echo writable
                df -m --output=size /scratch | tail -n 1 | tr -d ' '
                stat -c %a /scratch
                df -m --output=size /dev/shm | tail -n 1 | tr -d ' '
                """)
            .storage(
                new Storage(
                    List.of(mount("data", "/data")),
                    List.of(),
                    List.of(new Tmpfs("/scratch", new Mebibytes(7), List.of("mode=700"))),
                    true));

    var heard = bench.run(withVolumes(task("web", app), "data"));

    assertThat(heard.of("app"))
        .containsExactly("Read-only file system", "writable", "7", "700", "64");
  }

  @Test
  void volumes_live_as_long_as_their_task() throws Exception {
    var app = bash(container("app"), UNTIL_TOLD).storage(mounts(mount("data", "/data")));
    var running = bench.start(withVolumes(task("web", app), "data"));
    running.heard().await(l -> l.endsWith("up"));

    var volumes = TaskBench.ENGINE.volumes(bench.labels());
    running.run().stop();
    running.end();

    assertThat(volumes)
        .singleElement()
        .satisfies(volume -> {
          assertThat(volume.name()).endsWith("-" + running.task().abbreviated() + "-data");
          assertThat(volume.labels())
              .containsEntry(Labels.TASK, running.task().id())
              .containsEntry(Labels.ROLE, "volume");
          assertThat(volume.folder()).startsWith("/");
        });
    assertThat(bench.left()).isEmpty();
  }

  @Test
  void what_is_stopped_from_elsewhere_leaves_no_volume() throws Exception {
    var app = bash(container("app"), UNTIL_TOLD).storage(mounts(mount("data", "/data")));
    var running = bench.start(withVolumes(task("web", app), "data"));
    running.heard().await(l -> l.endsWith("up"));

    var project = bench.labels().get(Labels.PROJECT);
    bench.taskdock().stop(bench.taskdock().tasks(Optional.ofNullable(project)), false, _ -> {});

    assertThat(TaskBench.ENGINE.volumes(bench.labels())).isEmpty();
    running.end();
  }

  @Test
  void what_is_swept_leaves_no_volume_and_no_control_group() throws Exception {
    var app = bash(container("app"), UNTIL_TOLD).storage(mounts(mount("data", "/data")));
    var running = bench.start(withVolumes(task("web", app), "data"));
    running.heard().await(l -> l.endsWith("up"));
    var run = TaskBench.ENGINE.containers(bench.labels()).getFirst().labels().get(Labels.RUN);

    bench.taskdock().sweep(String.valueOf(run));

    assertThat(TaskBench.ENGINE.volumes(bench.labels())).isEmpty();
    assertThat(bench.cgroups()).isEmpty();
    running.end();
  }

  @Test
  @Tag("alone")
  void a_volume_that_no_task_has_any_more_is_pruned() {
    var labels = new HashMap<>(bench.labels());
    labels.put(Labels.RUN, "gone");
    TaskBench.ENGINE.createVolume(
        new VolumeSpec(bench.labels().get(Labels.PROJECT) + "-x", labels));

    bench.taskdock().prune();

    assertThat(TaskBench.ENGINE.volumes(bench.labels())).isEmpty();
  }

  private static String imageWithVolumes() throws IOException {
    return TaskBench.image(
            "volumes",
            """
            FROM debian:bookworm-slim
            RUN mkdir -p /declared /plain /anonymous && touch /declared/file /plain/file \\
             && chown 33:34 /declared && chmod 1770 /declared
            VOLUME /declared /anonymous
            """)
        .text();
  }

  /// How many volumes of the engine have no name that somebody gave them.
  private static long unnamedVolumes() {
    return TaskBench.ENGINE.volumes(Map.of()).stream()
        .filter(v -> v.name().matches("[0-9a-f]{64}"))
        .count();
  }

  private static MountPoint mount(String volume, String path) {
    return new MountPoint(volume, path, false);
  }

  private static Storage mounts(MountPoint... mounts) {
    return new Storage(List.of(mounts), List.of(), List.of(), false);
  }

  private static Storage from(VolumesFrom source) {
    return new Storage(List.of(), List.of(source), List.of(), false);
  }

  private static TaskDefinition withVolumes(TaskDefinition definition, String... names) {
    return withVolumes(
        definition,
        Arrays.stream(names)
            .map(n -> new Volume(n, new Volume.Kind.TaskScoped()))
            .toArray(Volume[]::new));
  }

  private static TaskDefinition withVolumes(TaskDefinition definition, Volume... volumes) {
    return new TaskDefinition(
        definition.family(),
        definition.revision(),
        definition.size(),
        definition.platform(),
        definition.containers(),
        List.of(volumes),
        definition.options());
  }
}
