package dev.taskdock.model;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.START;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Values that hold more than what they were made of.
final class ModelTest {
  private static final Logging ROUTED =
      new Logging(
          Optional.of(new LogConfiguration("awsfirelens", Map.of(), List.of())), Optional.empty());
  private static final Logging ROUTER =
      new Logging(
          Optional.empty(),
          Optional.of(new FirelensConfiguration(FirelensConfiguration.Type.FLUENTBIT, Map.of())));

  @Test
  void an_override_changes_what_it_names_and_nothing_else() {
    var definition =
        task(
            "web",
            container("app").environment(Map.of("A", "1", "B", "2")),
            container("db").environment(Map.of("A", "1")));
    var change =
        new TaskOverride.Container(
            name("app"),
            Optional.of(List.of("serve", "--fast")),
            Map.of("B", "3", "C", "4"),
            Optional.empty(),
            new Resources(Optional.of(new CpuUnits(64)), Optional.empty(), Optional.empty()));

    var changed = changing(change).appliedTo(definition);

    var app = changed.containerNamed(name("app"));
    assertThat(app.environment().variables())
        .containsOnly(Map.entry("A", "1"), Map.entry("B", "3"), Map.entry("C", "4"));
    assertThat(app.invocation().command()).containsExactly("serve", "--fast");
    assertThat(app.resources().cpu()).hasValue(new CpuUnits(64));
    assertThat(changed.containerNamed(name("db"))).isEqualTo(definition.containerNamed(name("db")));
  }

  @Test
  void an_override_without_a_command_leaves_the_command() {
    var definition =
        task(
            "web",
            container("app").invocation(Invocation.OF_IMAGE.withCommand(List.of("original"))));
    var change =
        new TaskOverride.Container(
            name("app"), Optional.empty(), Map.of(), Optional.empty(), Resources.NONE);

    var changed = changing(change).appliedTo(definition);

    assertThat(changed).isEqualTo(definition);
  }

  @Test
  void an_override_of_the_size_is_the_tasks_own() {
    var size = new TaskSize(new CpuUnits(512), new Mebibytes(1024));

    var changed =
        new TaskOverride(Optional.of(size), TaskOverride.Settings.NONE, List.of())
            .appliedTo(task("web", container("app")));

    assertThat(changed.size()).hasValue(size);
  }

  @Test
  void ports_clash_where_they_meet_in_one_protocol() {
    var range = new PortMapping(8000, 8010, Protocol.TCP, Optional.empty());

    assertThat(range.clashesWith(PortMapping.of(8010, Protocol.TCP))).isTrue();
    assertThat(range.clashesWith(PortMapping.of(8011, Protocol.TCP))).isFalse();
    assertThat(range.clashesWith(PortMapping.of(8005, Protocol.UDP))).isFalse();
    assertThat(range).hasToString("8000-8010/tcp");
  }

  @Test
  void an_environment_keeps_its_order_and_its_values_to_itself() {
    var variables = new LinkedHashMap<String, String>();
    variables.put("Z", "secret");
    variables.put("A", "x=y");

    var environment = new Environment(variables);

    assertThat(environment.assignments()).containsExactly("Z=secret", "A=x=y");
    assertThat(environment).hasToString("Environment[Z, A]");
  }

  @Test
  void whoever_logs_to_the_router_starts_after_it() {
    var definition =
        task(
            "web",
            container("app").logging(ROUTED),
            container("ready").logging(ROUTED).dependsOn("router", HEALTHY),
            container("router").logging(ROUTER),
            container("silent"));

    var ordered = definition.withRouterFirst();

    assertThat(ordered.containerNamed(name("app")).dependencies())
        .containsExactly(new Dependency(name("router"), START));
    assertThat(ordered.containerNamed(name("ready")).dependencies())
        .containsExactly(new Dependency(name("router"), HEALTHY));
    assertThat(ordered.containerNamed(name("router")).dependencies()).isEmpty();
    assertThat(ordered.containerNamed(name("silent")).dependencies()).isEmpty();
  }

  @Test
  void a_router_that_waits_itself_is_not_waited_for() {
    var definition =
        task(
            "web",
            container("app").logging(ROUTED),
            container("router").logging(ROUTER).dependsOn("app", START));

    assertThat(definition.withRouterFirst()).isEqualTo(definition);
    assertThat(task("web", container("app")).withRouterFirst().router()).isEmpty();
  }

  @Test
  void what_is_no_task_id_is_our_own_mistake() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TaskId("ABC"));
    assertThatIllegalArgumentException().isThrownBy(() -> new ContainerName("a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Family(""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PortMapping(2, 1, Protocol.TCP, Optional.empty()));
  }

  private static TaskOverride changing(TaskOverride.Container container) {
    return new TaskOverride(Optional.empty(), TaskOverride.Settings.NONE, List.of(container));
  }
}
