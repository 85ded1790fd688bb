package dev.taskdock.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keys of sessions and claims.
final class KeysTest {
  @TempDir Path folder;

  @Test
  void they_stay_from_one_start_to_the_next_and_nobody_else_reads_them() throws IOException {
    var home = folder.resolve("a/signin");

    var first = Keys.in(home);
    var second = Keys.in(home);

    assertThat(second.seal().open(first.seal().close("grüße"))).contains("grüße");
    assertThat(second.signing()).isEqualTo(first.signing());
    try (var files = Files.list(home)) {
      assertThat(files)
          .hasSize(3)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .isEqualTo("rw-------"));
    }
    assertThat(home.resolve(first.signing().getKeyID() + ".pem"))
        .hasContent(first.pem())
        .content()
        .startsWith("-----BEGIN PUBLIC KEY-----\n");
  }

  @Test
  void what_one_seals_another_cannot_open() throws IOException {
    var sealed = Keys.in(folder.resolve("a")).seal().close("text");

    assertThat(Keys.in(folder.resolve("b")).seal().open(sealed)).isEmpty();
  }

  @Test
  void files_that_are_no_keys_are_said_to_be_none_and_not_quoted() throws IOException {
    Keys.in(folder.resolve("a"));
    Files.writeString(folder.resolve("a/signing.jwk"), "{\"d\": \"hush\"");

    assertThatThrownBy(() -> Keys.in(folder.resolve("a")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("remove the folder")
        .hasMessageNotContaining("hush")
        .hasNoCause();
  }
}
