package dev.taskdock.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlaceTest {
  private static final Place PORT =
      Place.container("web").then("portMappings").item(0).then("hostPort");

  @Test
  void it_prints_as_a_path() {
    assertThat(PORT).hasToString("containerDefinitions[web].portMappings[0].hostPort");
  }

  @Test
  void the_nearest_place_around_answers_for_one_that_is_not_written() {
    var origins = new Origins.Builder();
    origins.put(Place.container("web"), new Location("a", 3, 1, 1));
    origins.put(Place.container("web"), new Location("a", 9, 1, 1));

    assertThat(origins.build().of(PORT)).contains(new Location("a", 3, 1, 1));
    assertThat(origins.build().of(Place.container("db"))).isEmpty();
  }
}
