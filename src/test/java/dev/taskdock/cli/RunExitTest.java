package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RunExitTest {
  @Test
  void where_the_disk_is_full_another_image_would_not_help() {
    assertThat(
            RunExit.advice(
                "CannotPullContainerError: failed to register layer: write /usr/bin/perl: no space left"
                    + " on device",
                "web"))
        .startsWith("free some: `taskdock prune`")
        .doesNotContain("--image");
  }

  @Test
  void where_an_image_is_missing_another_one_helps() {
    assertThat(RunExit.advice("CannotPullContainerError: manifest unknown", "web"))
        .contains("--image web=mine:dev");
  }
}
