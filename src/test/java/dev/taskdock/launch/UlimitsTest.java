package dev.taskdock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Ulimit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class UlimitsTest {
  private static final Ulimit FARGATES = new Ulimit("nofile", 65_535, 65_535);

  @Test
  void open_files_are_fargates_where_a_container_names_none() {
    var core = new Ulimit("core", 0, -1);

    assertThat(Ulimits.of(List.of(), Map.of())).containsExactly(FARGATES);
    assertThat(Ulimits.of(List.of(core), Map.of())).containsExactly(FARGATES, core);
  }

  @Test
  void a_containers_own_limits_are_taken_as_they_are() {
    var own = new Ulimit("nofile", 1024, 2048);

    assertThat(Ulimits.of(List.of(own), Map.of("nofile", 4096L))).containsExactly(own);
  }

  @Test
  void what_the_engine_cannot_give_is_lowered_to_what_it_can() {
    var ceilings = Map.of("nofile", 20_000L, "memlock", 8_192L);
    var own = List.of(new Ulimit("memlock", 4_096, -1), new Ulimit("stack", 1, -1));

    assertThat(Ulimits.of(own, ceilings))
        .containsExactly(
            new Ulimit("nofile", 20_000, 20_000),
            new Ulimit("memlock", 4_096, 8_192),
            new Ulimit("stack", 1, -1));
  }
}
