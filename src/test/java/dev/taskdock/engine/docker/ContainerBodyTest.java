package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Files;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.Mount;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Probe;
import dev.taskdock.engine.Publication;
import dev.taskdock.engine.Streams;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.json.JsonWriter;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Mebibytes;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.Tmpfs;
import dev.taskdock.model.Ulimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            "HostConfig":{"NetworkMode":"container:3f2a","ShmSize":67108864,\
            "CapAdd":[],"CapDrop":[],"Init":false,\
            "LogConfig":{"Type":"json-file","Config":{}},"RestartPolicy":{"Name":"no"},\
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
            List.of(new Ulimit("nofile", 99, 100)),
            Optional.of("/task"));
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
    assertThat(text)
        .contains("\"nofile\"", "\"Soft\":99", "\"Hard\":100", "\"CgroupParent\":\"/task\"");
  }

  @Test
  void files_privileges_and_streams_are_sent_in_the_engines_words() {
    var files =
        new Files(
            List.of(
                new Mount(new Mount.Source.OfVolume("data", false), "/data", true),
                new Mount(new Mount.Source.OfVolume("seeded", true), "/seeded", false),
                new Mount(new Mount.Source.OfFolder("/home/me"), "/me", false)),
            List.of(new Files.From("db", false), new Files.From("log", true)),
            List.of(new Tmpfs("/run", new Mebibytes(2), List.of("mode=1777", "exec"))),
            true);
    var privileges =
        new Privileges(
            new Capabilities(List.of("SYS_PTRACE"), List.of("ALL")),
            true,
            Map.of("kernel.shmmax", "1"),
            Optional.of("3f2a"));
    var streams = new Streams(true, true, "fluentd", Map.of("fluentd-address", "127.0.0.1:1"));

    var spec = spec(new Surroundings(files, privileges, streams));

    var host = (Map<?, ?>) Objects.requireNonNull(ContainerBody.of(spec).get("HostConfig"));
    assertThat(host.get("Mounts"))
        .isEqualTo(
            List.of(
                Map.of(
                    "Target", "/data",
                    "ReadOnly", true,
                    "Type", "volume",
                    "Source", "data",
                    "VolumeOptions", Map.of("NoCopy", true)),
                Map.of(
                    "Target", "/seeded",
                    "ReadOnly", false,
                    "Type", "volume",
                    "Source", "seeded",
                    "VolumeOptions", Map.of("NoCopy", false)),
                Map.of("Target", "/me", "ReadOnly", false, "Type", "bind", "Source", "/home/me")));
    assertThat(text(spec))
        .contains(
            "\"Tty\":true,\"OpenStdin\":true",
            "\"VolumesFrom\":[\"db\",\"log:ro\"]",
            "\"Tmpfs\":{\"/run\":\"size=2097152,mode=1777,exec\"},\"ReadonlyRootfs\":true",
            "\"CapAdd\":[\"SYS_PTRACE\"],\"CapDrop\":[\"ALL\"],\"Init\":true",
            "\"Sysctls\":{\"kernel.shmmax\":\"1\"},\"PidMode\":\"container:3f2a\"",
            "\"Type\":\"fluentd\"",
            "{\"fluentd-address\":\"127.0.0.1:1\"}");
  }

  private static ContainerSpec spec(Surroundings surroundings) {
    return spec(
        Invocation.OF_IMAGE,
        new Networking.Joined("3f2a"),
        Limits.NONE,
        Optional.empty(),
        surroundings);
  }

  private static ContainerSpec spec(
      Invocation invocation, Networking networking, Limits limits, Optional<Probe> probe) {
    return spec(invocation, networking, limits, probe, Surroundings.DEFAULT);
  }

  private static ContainerSpec spec(
      Invocation invocation,
      Networking networking,
      Limits limits,
      Optional<Probe> probe,
      Surroundings surroundings) {
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
        surroundings);
  }

  private static String text(ContainerSpec spec) {
    return new String(JsonWriter.bytes(ContainerBody.of(spec)), StandardCharsets.UTF_8);
  }
}
