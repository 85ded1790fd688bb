package dev.taskdock.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LocalFilesTest {
  private static final LocalFiles FILES =
      new LocalFiles(
          Map.of(
              "arn:aws:s3:::config/web.env", Path.of("/here/one.env"),
              "arn:aws:s3:::config/*", Path.of("/here/config"),
              "arn:aws:s3:::config/team/*", Path.of("/here/team"),
              "arn:aws:s3:::other*", Path.of("/here/other")));

  @Test
  void the_longest_key_counts() {
    assertThat(FILES.find("arn:aws:s3:::config/web.env")).contains(Path.of("/here/one.env"));
    assertThat(FILES.find("arn:aws:s3:::config/a/b.env")).contains(Path.of("/here/config/a/b.env"));
    assertThat(FILES.find("arn:aws:s3:::config/team/b.env")).contains(Path.of("/here/team/b.env"));
    assertThat(FILES.find("arn:aws:s3:::other/b.env")).contains(Path.of("/here/other/b.env"));
    assertThat(FILES.find("arn:aws:s3:::third/b.env")).isEmpty();
  }

  @Test
  void nothing_is_found_outside_of_the_folder() {
    assertThat(FILES.find("arn:aws:s3:::config/../../etc/b.env")).isEmpty();
  }
}
