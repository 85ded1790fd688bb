package dev.taskdock.model;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.name;
import static dev.taskdock.model.Fixtures.task;
import static dev.taskdock.model.Fixtures.taskId;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Where a task believes it is, and what its container is called there.
final class LocalityTest {
  private static final Map<String, String> SHELL =
      Map.of("AWS_REGION", "ap-south-1", "AWS_DEFAULT_REGION", "ca-central-1");

  @Test
  void the_definition_says_it_by_its_log_groups_and_its_roles() {
    var log = new LogConfiguration("awslogs", Map.of("awslogs-region", "eu-west-1"), List.of());
    var definition =
        task("web", container("app").logging(new Logging(Optional.of(log), Optional.empty())));

    var locality = Locality.of(with(definition, "arn:aws:iam::123456789012:role/shop"), SHELL);

    assertThat(locality).isEqualTo(new Locality("eu-west-1", "123456789012", "local"));
  }

  @Test
  void else_the_shell_says_the_region() {
    var definition = task("web", container("app"));

    assertThat(Locality.of(definition, SHELL).region()).isEqualTo("ap-south-1");
    assertThat(Locality.of(definition, Map.of("AWS_DEFAULT_REGION", "sa-east-1")).region())
        .isEqualTo("sa-east-1");
  }

  @Test
  void where_nobody_says_it_is_nowhere() {
    var locality = Locality.of(with(task("web", container("app")), "just-a-name"), Map.of());

    assertThat(locality).isEqualTo(Locality.NOWHERE);
    assertThat(locality.roleArn("just-a-name"))
        .isEqualTo("arn:aws:iam::000000000000:role/just-a-name");
  }

  @ParameterizedTest
  @CsvSource({
    "us-east-1, use1-az1, aws, ip-10-0-0-9.ec2.internal",
    "eu-central-1, euc1-az1, aws, ip-10-0-0-9.eu-central-1.compute.internal",
    "ap-northeast-3, apne3-az1, aws, ip-10-0-0-9.ap-northeast-3.compute.internal",
    "us-gov-west-1, usgw1-az1, aws-us-gov, ip-10-0-0-9.us-gov-west-1.compute.internal",
    "cn-north-1, cnn1-az1, aws-cn, ip-10-0-0-9.cn-north-1.compute.internal"
  })
  void names_follow_from_the_region(String region, String zone, String partition, String host) {
    var locality = new Locality(region, "000000000000", "local");

    assertThat(locality.zone()).isEqualTo(region + "a");
    assertThat(locality.zoneId()).isEqualTo(zone);
    assertThat(locality.clusterArn())
        .isEqualTo("arn:" + partition + ":ecs:" + region + ":000000000000:cluster/local");
    assertThat(locality.privateName("10.0.0.9")).isEqualTo(host);
  }

  @Test
  void a_container_is_called_by_its_task_and_ten_digits() {
    var web = RuntimeId.of(taskId(1), name("web"));

    assertThat(web.toString()).matches(taskId(1) + "-[0-9]{10}");
    assertThat(web).isEqualTo(RuntimeId.of(taskId(1), name("web")));
    assertThat(web).isNotEqualTo(RuntimeId.of(taskId(1), name("log")));
    assertThat(web).isNotEqualTo(RuntimeId.of(taskId(2), name("web")));
    assertThat(RuntimeId.parse(web.toString())).hasValue(web);
    assertThat(RuntimeId.parse(taskId(1).id())).isEmpty();
  }

  private static TaskDefinition with(TaskDefinition definition, String role) {
    return new TaskDefinition(
        definition.family(),
        definition.revision(),
        definition.size(),
        definition.platform(),
        definition.containers(),
        definition.volumes(),
        new TaskOptions(Optional.of(role), Optional.empty(), false, 20, false, Map.of()));
  }
}
