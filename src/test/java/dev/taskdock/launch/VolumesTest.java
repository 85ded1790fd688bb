package dev.taskdock.launch;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.Files;
import dev.taskdock.engine.Labels;
import dev.taskdock.engine.Mount;
import dev.taskdock.engine.VolumeSpec;
import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.MountPoint;
import dev.taskdock.model.Storage;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.Tmpfs;
import dev.taskdock.model.Volume;
import dev.taskdock.model.VolumesFrom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The volumes a task gets, and what of them a container sees.
final class VolumesTest {
  private static final Owner OWNER = new Owner("shop", "0a1b2c", "taskdef.json", false);
  private static final Volume.Kind TASK_SCOPED = new Volume.Kind.TaskScoped();
  private static final Volume.Kind EFS = new Volume.Kind.Efs("fs-1", "/", Optional.empty());
  private static final Terms LOCAL =
      new Terms(Optional.empty(), Map.of(), Map.of("data", "/home/me/data"));

  @Test
  void a_task_gets_a_volume_for_each_that_a_container_mounts() {
    var definition =
        definition(
            app(mount("data", "/data"), mount("data", "/again"), mount("efs", "/efs")),
            new Volume("data", TASK_SCOPED),
            new Volume("unused", TASK_SCOPED),
            new Volume("efs", EFS));

    var volumes = Volumes.of(OWNER, taskId(1), definition, Terms.NONE);

    assertThat(volumes)
        .extracting(VolumeSpec::name)
        .containsExactly("taskdock-shop-00000001-data", "taskdock-shop-00000001-efs");
    assertThat(volumes.getFirst().labels())
        .containsEntry(Labels.PROJECT, "shop")
        .containsEntry(Labels.RUN, "0a1b2c")
        .containsEntry(Labels.ROLE, "volume")
        .containsEntry(Labels.TASK, taskId(1).id())
        .containsEntry(Labels.DEFINITION, "web:1");
  }

  @Test
  void a_folder_of_the_laptop_stands_for_what_outlives_a_task() {
    var definition = definition(app(mount("data", "/data")), new Volume("data", EFS));

    assertThat(Volumes.of(OWNER, taskId(1), definition, LOCAL)).isEmpty();
    assertThat(files(definition, Set.of("/data"), LOCAL).mounts())
        .containsExactly(new Mount(new Mount.Source.OfFolder("/home/me/data"), "/data", false));
  }

  @Test
  void a_volume_of_the_task_is_never_a_folder_of_the_laptop() {
    var definition = definition(app(mount("data", "/data")), new Volume("data", TASK_SCOPED));

    assertThat(Volumes.of(OWNER, taskId(1), definition, LOCAL)).hasSize(1);
    assertThat(files(definition, Set.of(), LOCAL).mounts())
        .containsExactly(volumeMount("data", false, "/data"));
  }

  @Test
  void only_a_path_that_the_image_declares_is_seeded_and_only_in_a_volume_of_the_task() {
    var definition =
        definition(
            app(mount("data", "/data"), mount("data", "/data/sub"), mount("efs", "/efs")),
            new Volume("data", TASK_SCOPED),
            new Volume("efs", EFS));

    assertThat(files(definition, Set.of("/data", "/efs"), Terms.NONE).mounts())
        .containsExactly(
            volumeMount("data", true, "/data"),
            volumeMount("data", false, "/data/sub"),
            volumeMount("efs", false, "/efs"));
  }

  @Test
  void the_rest_of_a_containers_files_goes_through() {
    var tmpfs = new Tmpfs("/run", new Mebibytes(3), List.of("exec"));
    var storage =
        new Storage(
            List.of(new MountPoint("data", "/data", true)),
            List.of(new VolumesFrom(name("db"), true)),
            List.of(tmpfs),
            true);
    var definition = definition(container("app").storage(storage), new Volume("data", TASK_SCOPED));

    var files = files(definition, Set.of(), Terms.NONE);

    assertThat(files.mounts()).extracting(Mount::readOnly).containsExactly(true);
    assertThat(files.from()).containsExactly(new Files.From("taskdock-shop-00000001-db", true));
    assertThat(files.tmpfs()).containsExactly(tmpfs);
    assertThat(files.readOnlyRoot()).isTrue();
  }

  private static Files files(TaskDefinition definition, Set<String> declared, Terms terms) {
    return Volumes.files(
        OWNER,
        taskId(1),
        definition,
        definition.containers().getFirst(),
        new Place("holder", Optional.empty(), declared, terms));
  }

  private static Mount volumeMount(String name, boolean seeded, String path) {
    return new Mount(
        new Mount.Source.OfVolume("taskdock-shop-00000001-" + name, seeded), path, false);
  }

  private static MountPoint mount(String volume, String path) {
    return new MountPoint(volume, path, false);
  }

  private static ContainerFixture app(MountPoint... mounts) {
    return container("app").storage(new Storage(List.of(mounts), List.of(), List.of(), false));
  }

  private static TaskDefinition definition(ContainerFixture app, Volume... volumes) {
    var definition = task("web", app);
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
