package dev.taskdock.launch;

import static dev.taskdock.model.DependencyCondition.HEALTHY;
import static dev.taskdock.model.DependencyCondition.SUCCESS;
import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.ContainerDefinition;
import org.junit.jupiter.api.Test;

/// What a holder's label says of a task's containers.
final class LineupTest {
  @Test
  void what_is_written_is_read_again() {
    var definition =
        task(
            "web",
            container("app").dependsOn("db", HEALTHY).dependsOn("init", SUCCESS),
            container("db"),
            container("init").nonEssential());

    var label = Lineup.of(definition);

    assertThat(label).isEqualTo("app!(db:HEALTHY,init:SUCCESS)=app db!=db init=init");
    assertThat(Lineup.parse(label))
        .extracting(Lineup.Entry::name)
        .containsExactlyElementsOf(
            definition.containers().stream().map(ContainerDefinition::name).toList());
    assertThat(Lineup.parse(label))
        .extracting(Lineup.Entry::essential)
        .containsExactly(true, true, false);
    assertThat(Lineup.parse(label).getFirst().dependencies())
        .isEqualTo(definition.containers().getFirst().dependencies());
  }

  @Test
  void what_somebody_else_wrote_is_passed_over() {
    assertThat(Lineup.parse("")).isEmpty();
    assertThat(Lineup.parse("a/b !x (y) ok"))
        .extracting(e -> e.name().name())
        .containsExactly("ok");
    assertThat(Lineup.dependencies("db,db:,:HEALTHY,db:WELL,db:START")).hasSize(1);
  }
}
