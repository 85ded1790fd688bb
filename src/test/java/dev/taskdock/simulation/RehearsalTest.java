package dev.taskdock.simulation;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.FirelensConfiguration;
import dev.taskdock.model.LogConfiguration;
import dev.taskdock.model.Logging;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RehearsalTest {
  @Test
  void it_shows_the_order_in_which_a_task_starts_and_why() {
    var definition =
        task(
            "web",
            container("migrate").nonEssential().dependsOn("db", DependencyCondition.HEALTHY),
            container("app").dependsOn("migrate", DependencyCondition.SUCCESS),
            container("db").checked());

    var lines = Rehearsal.of(definition, 1).lines();

    assertThat(lines)
        .filteredOn(line -> line.startsWith("start "))
        .containsExactly(
            "start web/00000001 namespace  because its holder exists",
            "start web/00000001 db  because it depends on nothing",
            "start web/00000001 migrate  because db is HEALTHY",
            "start web/00000001 app  because migrate is SUCCESS");
    assertThat(lines)
        .startsWith(
            "create web/00000001 namespace  because the namespace comes first",
            "pull db  because db is next to start",
            "hold web/00000001 migrate  for db HEALTHY");
  }

  @Test
  void a_router_starts_before_whoever_logs_to_it() {
    var routed = new LogConfiguration("awsfirelens", Map.of(), List.of());
    var router = new FirelensConfiguration(FirelensConfiguration.Type.FLUENTBIT, Map.of());
    var definition =
        task(
            "web",
            container("app").logging(new Logging(Optional.of(routed), Optional.empty())),
            container("router").logging(new Logging(Optional.empty(), Optional.of(router))));

    var lines = Rehearsal.of(definition, 1).lines();

    assertThat(lines)
        .filteredOn(line -> line.startsWith("start "))
        .endsWith(
            "start web/00000001 router  because it depends on nothing",
            "start web/00000001 app  because router is START");
  }

  @Test
  void nothing_is_held_once_everything_runs() {
    var definition =
        task("web", container("app").dependsOn("db", DependencyCondition.START), container("db"));

    var transcript = Rehearsal.of(definition, 2);

    assertThat(transcript.holds()).isEmpty();
    assertThat(transcript.lines()).contains("started web/00000002 app");
  }

  @Test
  void it_is_the_same_each_time() {
    var definition = task("web", container("app"), container("db"));

    var transcript = Rehearsal.of(definition, 3);

    assertThat(transcript.lines()).isEqualTo(Rehearsal.of(definition, 3).lines());
  }

  @Test
  void a_container_that_can_never_start_is_shown_as_held() {
    var definition =
        task("web", container("app").dependsOn("db", DependencyCondition.HEALTHY), container("db"));

    var transcript = Rehearsal.of(definition, 1);

    assertThat(transcript.holds()).containsExactly("hold web/00000001 app  for db HEALTHY");
  }
}
