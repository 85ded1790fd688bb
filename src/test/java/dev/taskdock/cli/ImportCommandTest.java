package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `taskdock import`: which values it writes where, and where it must not write.
final class ImportCommandTest {
  private static final String COMPOSE =
      """
      name: shop
      services:
        web:
          image: nginx:1
          environment:
            DB_PASSWORD: ${DB_PASSWORD}
            STORE: postgres://app:${DB_PASSWORD}@db/shop
            CACHE: redis://:r3dis@cache/0
            API_TOKEN:
            TITLE: ${TITLE}
            ALLOW_EMPTY_PASSWORD: "yes"
            TOKEN_TTL: 3600
      """;

  @TempDir Path folder;

  @Test
  void values_that_look_secret_become_secrets_in_files_of_ones_own() throws IOException {
    compose(COMPOSE);
    Files.writeString(folder.resolve(".env"), "DB_PASSWORD=s3cret\nAPI_TOKEN=t0ken\nTITLE=Shop\n");

    var imported = Commands.run("import", folder.resolve("compose.yaml").toString());

    assertThat(imported.code()).as(imported.all()).isZero();
    var definition = Files.readString(folder.resolve("taskdef.json"));
    assertThat(definition)
        .contains("/shop/web/DB_PASSWORD", "/shop/web/STORE", "/shop/web/CACHE", "TOKEN_TTL")
        .contains("\"Shop\"", "ALLOW_EMPTY_PASSWORD")
        .doesNotContain("s3cret", "t0ken", "r3dis");
    assertThat(Files.readString(folder.resolve("taskdock.yaml")))
        .contains("file: ./secrets/web.DB_PASSWORD", "file: ./secrets/web.API_TOKEN")
        .doesNotContain("s3cret", "t0ken", "r3dis");
    assertThat(folder.resolve("secrets/web.DB_PASSWORD")).hasContent("s3cret\n");
    assertThat(folder.resolve("secrets/web.STORE")).hasContent("postgres://app:s3cret@db/shop\n");
    assertThat(folder.resolve("secrets/web.API_TOKEN")).hasContent("t0ken\n");
    assertThat(folder.resolve("secrets/.gitignore")).hasContent("*\n");
    assertThat(permissions("secrets")).isEqualTo("rwx------");
    assertThat(permissions("secrets/web.DB_PASSWORD")).isEqualTo("rw-------");
    assertThat(permissions("taskdef.json")).isEqualTo("rw-------");
    assertThat(imported.err())
        .contains(
            "DB_PASSWORD of web becomes the secret /shop/web/DB_PASSWORD, whose value is in"
                + " ./secrets/web.DB_PASSWORD\n")
        .doesNotContain("s3cret", "t0ken", "r3dis");
    assertThat(Commands.run("validate", folder.resolve("taskdef.json").toString()).code()).isZero();
  }

  @Test
  void the_file_that_compose_would_merge_is_told() throws IOException {
    compose("services: {web: {image: \"nginx:1\"}}");
    Files.writeString(folder.resolve("compose.override.yml"), "services: {}");

    var imported = Commands.run("import", folder.resolve("compose.yaml").toString());

    assertThat(imported.code()).isZero();
    assertThat(imported.err()).contains("not taken over: the file \"compose.override.yml\"");
  }

  @Test
  void a_secret_in_a_command_is_told_and_nobody_else_can_read_it() throws IOException {
    compose(
        """
        services:
          db:
            image: mysql:8
            command: ["--password", "${DB_PASSWORD}"]
        """);
    Files.writeString(folder.resolve(".env"), "DB_PASSWORD=s3cret\n");

    var imported = Commands.run("import", folder.resolve("compose.yaml").toString());

    assertThat(imported.err())
        .contains("the value of DB_PASSWORD stands in command of db")
        .doesNotContain("s3cret");
    assertThat(permissions("taskdef.json")).isEqualTo("rw-------");
  }

  @Test
  void what_is_overwritten_is_readable_to_no_one_else_thereafter() throws IOException {
    compose(COMPOSE);
    var there = Files.writeString(folder.resolve("taskdef.json"), "{}");
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rw-r--r--"));

    Commands.run("import", "--force", folder.resolve("compose.yaml").toString());

    assertThat(permissions("taskdef.json")).isEqualTo("rw-------");
  }

  @Test
  void a_secret_that_is_there_is_not_overwritten() throws IOException {
    compose(COMPOSE);
    Files.createDirectory(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/web.CACHE"), "mine");

    var imported = Commands.run("import", folder.resolve("compose.yaml").toString());

    assertThat(imported.code()).isEqualTo(2);
    assertThat(imported.err()).contains("there is a file \"web.CACHE\" already");
    assertThat(folder.resolve("secrets/web.CACHE")).hasContent("mine");
    assertThat(folder.resolve("taskdef.json")).doesNotExist();
  }

  @Test
  void a_file_where_a_folder_is_wanted_is_named() throws IOException {
    compose(COMPOSE);
    var file = Files.writeString(folder.resolve("file"), "").toString();

    for (var into : new String[] {file, file + "/deeper"}) {
      var imported =
          Commands.run("import", "--into", into, folder.resolve("compose.yaml").toString());

      assertThat(imported.code()).isEqualTo(2);
      assertThat(imported.err()).contains("error TD1074: ", file).doesNotContain("Exception");
    }
  }

  private void compose(String text) throws IOException {
    Files.writeString(folder.resolve("compose.yaml"), text);
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
  }
}
