package dev.taskdock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Options of one `up` that mean some of its services.
final class ScopeTest {
  @Test
  void a_container_means_each_service_that_has_it() {
    var options = options(List.of("app=mine:dev", "proxy=nginx:1"), List.of("app:DEBUG=1"));
    var scope = new Scope(List.of("web", "jobs"), options);

    var web = scope.of("web", List.of("app", "proxy"), options);
    var jobs = scope.of("jobs", List.of("app"), options);

    assertThat(web.images).containsExactly("app=mine:dev", "proxy=nginx:1");
    assertThat(jobs.images).containsExactly("app=mine:dev");
    assertThat(jobs.environment).containsExactly("app:DEBUG=1");
    assertThat(scope.left()).isEmpty();
  }

  @Test
  void a_service_before_it_means_that_one_alone() {
    var options = options(List.of("web/app=r.example/a/b:1"), List.of("jobs/app:URL=http://x/y"));
    var scope = new Scope(List.of("web", "jobs"), options);

    assertThat(scope.of("web", List.of("app"), options).images)
        .containsExactly("app=r.example/a/b:1");
    assertThat(scope.of("web", List.of("app"), options).environment).isEmpty();
    assertThat(scope.of("jobs", List.of("app"), options).images).isEmpty();
    assertThat(scope.of("jobs", List.of("app"), options).environment)
        .containsExactly("app:URL=http://x/y");
  }

  @Test
  void a_pattern_or_a_repository_means_the_images_of_all() {
    var options = options(List.of("*=mine:dev", "ecr.example/shop/api=api:dev"), List.of());
    var scope = new Scope(List.of("web", "jobs"), options);

    assertThat(scope.of("web", List.of("app"), options).images)
        .containsExactly("*=mine:dev", "ecr.example/shop/api=api:dev");
    assertThat(scope.left()).isEmpty();
  }

  @Test
  void a_variable_or_image_alone_means_all() {
    var options = options(List.of("r.example:5000/a:1"), List.of("URL=http://x:80/y", "HOME"));
    var scope = new Scope(List.of("web"), options);

    assertThat(scope.of("web", List.of("app"), options).images)
        .containsExactly("r.example:5000/a:1");
    assertThat(scope.of("web", List.of("app"), options).environment)
        .containsExactly("URL=http://x:80/y", "HOME");
  }

  @Test
  void what_is_meant_for_none_is_left() {
    var options = options(List.of("apq=mine:dev"), List.of("wep/app:A=1"));
    var scope = new Scope(List.of("web"), options);

    assertThat(scope.of("web", List.of("app"), options).images).isEmpty();
    assertThat(scope.left()).containsExactly("apq=mine:dev", "wep/app:A=1");
  }

  private static DefinitionOptions options(List<String> images, List<String> environment) {
    return new DefinitionOptions().with(images, environment);
  }
}
