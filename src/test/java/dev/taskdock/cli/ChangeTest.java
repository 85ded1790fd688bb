package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChangeTest {
  private static final Change.Watched WATCHED =
      new Change.Watched(
          Set.of(Path.of("/p/taskdef.json"), Path.of("/p/taskdock.yaml")),
          Set.of(Path.of("/p/nginx")),
          Set.of(Path.of("/p/uploads")));

  @Test
  void each_file_means_one_thing() {
    assertThat(of("/p/taskdef.json")).containsExactly(Change.DEFINITION);
    assertThat(of("/p/taskdock.yaml")).containsExactly(Change.OVERLAY);
    assertThat(of("/p/nginx/conf.d/site.conf")).containsExactly(Change.IMAGE);
    assertThat(of("/p/uploads/a.png")).containsExactly(Change.MOUNTED);
    assertThat(of("/p/readme.md")).isEmpty();
  }

  @Test
  void several_files_mean_all_of_it() {
    assertThat(of("/p/taskdef.json", "/p/nginx/nginx.conf"))
        .containsExactly(Change.DEFINITION, Change.IMAGE);
  }

  private static Set<Change> of(String... paths) {
    return Change.of(List.of(paths).stream().map(Path::of).toList(), WATCHED);
  }
}
