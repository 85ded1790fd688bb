package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
final class FileWatchTest {
  @TempDir private Path folder;

  @Test
  void a_named_file_and_all_below_a_folder_are_heard_and_nothing_else() throws Exception {
    var named = write("taskdef.json", "1");
    var deep = write("src/a/b.txt", "1");
    try (var watch = FileWatch.of(List.of(named), List.of(folder.resolve("src")))) {
      write("other.json", "1");
      write("src/.git/HEAD", "1");
      write("taskdef.json", "2");
      assertThat(watch.await()).contains(named).doesNotContain(folder.resolve("other.json"));

      write("src/a/b.txt", "2");
      assertThat(watch.await()).contains(deep);
    }
  }

  @Test
  void a_folder_that_is_new_is_watched_too() throws Exception {
    Files.createDirectories(folder.resolve("src"));
    try (var watch = FileWatch.of(List.of(), List.of(folder.resolve("src")))) {
      Files.createDirectories(folder.resolve("src/new"));
      assertThat(watch.await()).containsExactly(folder.resolve("src/new"));

      var file = write("src/new/c.txt", "1");
      assertThat(watch.await()).containsExactly(file);
    }
  }

  @Test
  void who_waits_is_let_go_when_it_is_closed() throws Exception {
    var watch = FileWatch.of(List.of(folder.resolve("a")), List.of());
    var waiting = new java.util.concurrent.FutureTask<Set<Path>>(watch::await);
    Thread.ofVirtual().start(waiting);

    watch.close();

    assertThat(waiting.get()).isEmpty();
  }

  private Path write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
