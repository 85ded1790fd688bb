package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Probe;
import dev.taskdock.engine.Publication;
import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// What the engine is sent when a container is asked of it.
final class ContainerBodyTest {
  @Test
  void what_is_not_asked_for_is_not_sent() {
    assertThat(
            text(
                spec(
                    Invocation.OF_IMAGE,
                    new Networking.Joined("3f2a"),
                    Limits.NONE,
                    Optional.empty())))
        .isEqualTo(
            """
            {"Image":"web:dev","Labels":{"l":"v"},"Env":["A=b"],\
            "Healthcheck":{"Test":["NONE"]},\
            "HostConfig":{"NetworkMode":"container:3f2a","CapAdd":[],"CapDrop":[],"Init":false,\
            "LogConfig":{"Type":"json-file"},"RestartPolicy":{"Name":"no"},\
            "AutoRemove":false}}\
            """);
  }

  @Test
  void what_is_asked_for_is_sent_in_the_engines_words() {
    var invocation =
        new Invocation(List.of("/init"), List.of("web"), Optional.of("/app"), Optional.of("7:8"));
    var networking =
        new Networking.Attached(
            "net",
            List.of(
                new Publication("127.0.0.1", OptionalInt.of(8080), 80, Protocol.TCP),
                new Publication("", OptionalInt.empty(), 53, Protocol.UDP)));
    var limits =
        new Limits(
            OptionalInt.of(256),
            OptionalLong.of(25_000),
            OptionalLong.of(1 << 20),
            OptionalLong.of(1 << 19),
            OptionalInt.of(99));
    var probe =
        new Probe(
            List.of("CMD", "true"),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            3,
            Duration.ofMillis(1500));

    String text = text(spec(invocation, networking, limits, Optional.of(probe)));

    assertThat(text)
        .contains(
            "\"Entrypoint\":[\"/init\"],\"Cmd\":[\"web\"],\"WorkingDir\":\"/app\",\"User\":\"7:8\"",
            "\"Test\":[\"CMD\",\"true\"]",
            "\"Interval\":5000000000",
            "\"Timeout\":2000000000",
            "\"Retries\":3",
            "\"StartPeriod\":1500000000",
            "\"NetworkMode\":\"net\"",
            "\"HostPort\":\"8080\"",
            "\"HostPort\":\"\"",
            "\"ExposedPorts\":{\"80/tcp\":{},\"53/udp\":{}}",
            "\"CpuShares\":256,\"CpuPeriod\":100000,\"CpuQuota\":25000",
            "\"Memory\":1048576,\"MemorySwap\":1048576,\"MemoryReservation\":524288");
    assertThat(text).contains("\"nofile\"").contains("\"Soft\":99").contains("\"Hard\":99");
  }

  private static ContainerSpec spec(
      Invocation invocation, Networking networking, Limits limits, Optional<Probe> probe) {
    return new ContainerSpec(
        "name",
        new ImageReference("web:dev"),
        Optional.empty(),
        Map.of("l", "v"),
        invocation,
        new Environment(Map.of("A", "b")),
        networking,
        limits,
        probe,
        Privileges.DEFAULT);
  }

  private static String text(ContainerSpec spec) {
    return new String(JsonText.of(ContainerBody.of(spec)), StandardCharsets.UTF_8);
  }
}
