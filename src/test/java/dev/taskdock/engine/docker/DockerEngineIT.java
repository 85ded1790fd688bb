package dev.taskdock.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import dev.taskdock.engine.Behaviour;
import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.ContainerSnapshot.ProbeStatus;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineContract;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Probe;
import dev.taskdock.engine.Surroundings;
import dev.taskdock.model.Capabilities;
import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Ulimit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The contract, kept by the engine that answers on this machine, and what only a real one can do.
@Tag("docker")
final class DockerEngineIT extends EngineContract {
  private static final DockerEngine ENGINE = DockerEngine.open(System.getenv());

  private final List<ImageReference> images = new ArrayList<>();

  @TempDir Path folder;

  @Override
  protected Engine engine() {
    return ENGINE;
  }

  @Override
  protected Program program(Behaviour behaviour) {
    return Shell.program(behaviour);
  }

  @AfterEach
  void noImageIsLeft() throws IOException {
    ENGINE.containers(labels).forEach(container -> ENGINE.remove(container.id()));
    try (DockerClient client = client()) {
      images.forEach(image -> client.removeImageCmd(image.text()).withForce(true).exec());
    }
  }

  @Test
  void it_says_what_it_is() {
    assertThat(ENGINE.facts().version()).isNotBlank();
    assertThat(ENGINE.facts().platform()).startsWith("linux/");
    assertThat(ENGINE.facts().cgroups()).isIn("1", "2");
    assertThat(ENGINE.facts().processors()).isPositive();
    assertThat(ENGINE.facts().memoryBytes()).isPositive();
  }

  @Test
  void a_probe_changes_its_mind_and_says_so() {
    follow();
    var probe =
        new Probe(
            List.of("CMD-SHELL", "test ! -e /sick"),
            Duration.ofMillis(300),
            Duration.ofSeconds(5),
            1,
            Duration.ZERO);

    String id = run(probed(spec("probed", Behaviour.SLEEPS), probe));

    recorder.awaitEvent("healthy", event -> isHealth(event, ProbeStatus.HEALTHY));
    assertThat(ENGINE.inspect(id).health()).contains(ProbeStatus.HEALTHY);
    assertThat(ENGINE.containers(labels).getFirst().health()).contains(ProbeStatus.HEALTHY);
    exec(id, false, "", "touch", "/sick");
    recorder.awaitEvent("unhealthy", event -> isHealth(event, ProbeStatus.UNHEALTHY));
    assertThat(ENGINE.containers(labels).getFirst().health()).contains(ProbeStatus.UNHEALTHY);
  }

  @Test
  void the_probe_of_an_image_is_switched_off() throws IOException {
    Files.writeString(
        folder.resolve("Dockerfile"),
        "FROM debian:bookworm-slim\nHEALTHCHECK --interval=1s CMD true\nCMD [\"sleep\", \"30\"]\n");
    ImageReference image = build("probing", Map.of());

    String id = run(spec("quiet", new Program(image, invocation()), bridge()));

    assertThat(ENGINE.inspect(id).status()).isEqualTo(Status.RUNNING);
    assertThat(ENGINE.inspect(id).health()).isEmpty();
  }

  @Test
  void too_much_memory_is_told_apart_from_a_kill() {
    follow();
    var limits =
        new Limits(
            OptionalInt.of(128),
            OptionalLong.of(50_000),
            OptionalLong.of(16L << 20),
            OptionalLong.of(8L << 20),
            List.of(new Ulimit("nofile", 1024, 1024)),
            Optional.empty());
    var program = Shell.script("ulimit -n; tail /dev/zero");

    String id = run(limited(spec("greedy", program, bridge()), limits));

    assertThat(recorder.awaitDeath(id).exitCode()).isEqualTo(137);
    awaitStatus(id, Status.EXITED);
    assertThat(ENGINE.inspect(id).oomKilled()).isTrue();
    assertThat(recorder.eventsOf(id)).anyMatch(EngineEvent.OutOfMemory.class::isInstance);
    ENGINE.logs(id, new LogRequest(false, OptionalInt.empty()), recorder);
    recorder.awaitEnd();
    assertThat(recorder.output()).startsWith("1024\n");
  }

  @Test
  void the_two_streams_of_an_attached_container_are_told_apart() {
    var program = Shell.script("printf out; printf err >&2");
    String id = ENGINE.create(spec("two", program, bridge()));

    ENGINE.attach(id, false, recorder);
    ENGINE.start(id);

    recorder.awaitEnd();
    assertThat(recorder.output()).isEqualTo("out");
    assertThat(recorder.errors()).isEqualTo("err");
  }

  @Test
  void an_attached_container_with_a_terminal_is_heard_as_it_is() throws IOException {
    try (DockerClient client = client()) {
      String id =
          client
              .createContainerCmd(Shell.IMAGE.text())
              .withTty(true)
              .withLabels(labels)
              .withCmd("sh", "-c", "test -t 1 && printf '\\001\\000 terminal\\n$ '")
              .exec()
              .getId();

      ENGINE.attach(id, true, recorder);
      ENGINE.start(id);

      recorder.awaitEnd();
      assertThat(recorder.output()).isEqualTo("\001\0 terminal\r\n$ ");
    }
  }

  @Test
  void limits_and_privileges_arrive_as_they_were_asked() throws IOException {
    var limits =
        new Limits(
            OptionalInt.of(256),
            OptionalLong.of(25_000),
            OptionalLong.of(64L << 20),
            OptionalLong.of(32L << 20),
            List.of(new Ulimit("nofile", 2048, 2048)),
            Optional.empty());
    var surroundings =
        Surroundings.DEFAULT.with(
            new Privileges(
                new Capabilities(List.of("SYS_PTRACE"), List.of("ALL")),
                true,
                Map.of(),
                Optional.empty()));
    String id =
        ENGINE.create(
            shaped(
                spec(Behaviour.DONE), Environment.EMPTY, limits, Optional.empty(), surroundings));

    try (DockerClient client = client()) {
      var host = client.inspectContainerCmd(id).exec().getHostConfig();
      assertThat(host.getCpuShares()).isEqualTo(256);
      assertThat(host.getCpuPeriod()).isEqualTo(100_000);
      assertThat(host.getCpuQuota()).isEqualTo(25_000);
      assertThat(host.getMemory()).isEqualTo(64L << 20);
      assertThat(host.getMemoryReservation()).isEqualTo(32L << 20);
      assertThat(host.getInit()).isTrue();
      assertThat(host.getCapAdd()).extracting(Enum::name).containsExactly("SYS_PTRACE");
      assertThat(host.getCapDrop()).extracting(Enum::name).containsExactly("ALL");
      assertThat(host.getUlimits()[0].getHardLong()).isEqualTo(2048);
      assertThat(host.getLogConfig().getType().getType()).isEqualTo("json-file");
    }
  }

  @Test
  void a_long_line_survives() {
    String id = run(spec("long", Shell.script("head -c 1000000 /dev/zero | tr '\\0' x"), bridge()));

    ENGINE.logs(id, LogRequest.FOLLOW_ALL, recorder);

    recorder.awaitEnd();
    assertThat(recorder.output()).isEqualTo("x".repeat(1_000_000));
  }

  @RepeatedTest(8)
  void the_last_words_survive_without_a_line_end() {
    String id =
        run(spec("last", Shell.script("echo a; sleep 0.2; printf last; printf x >&2"), bridge()));

    ENGINE.logs(id, LogRequest.FOLLOW_ALL, recorder);

    recorder.awaitEnd();
    assertThat(recorder.output()).isEqualTo("a\nlast");
    assertThat(recorder.errors()).isEqualTo("x");
  }

  @Test
  void following_what_has_not_started_yet_ends_at_once() {
    String id = ENGINE.create(spec(Behaviour.SLEEPS));

    ENGINE.logs(id, LogRequest.FOLLOW_ALL, recorder);

    recorder.awaitEnd();
    assertThat(recorder.output()).isEmpty();
  }

  @Test
  void every_byte_survives_but_those_the_engine_cannot_keep() {
    var program =
        Shell.script("printf 'a\\001\\033[31m\\tb\\r\\n\\n \\n2026 x\\n'; printf 'c' >&2");
    String id = run(spec("junk", program, bridge()));

    ENGINE.logs(id, LogRequest.FOLLOW_ALL, recorder);

    recorder.awaitEnd();
    assertThat(recorder.output()).isEqualTo("a\u0001\u001b[31m\tb\r\n\n \n2026 x\n");
    assertThat(recorder.errors()).isEqualTo("c");
  }

  @Test
  void a_command_reads_what_is_typed_and_returns_its_exit_code() {
    String id = run(spec(Behaviour.SLEEPS));

    assertThat(exec(id, false, "typed\n", "sh", "-c", "cat; echo oh >&2; exit 5"))
        .isEqualTo("5 typed\n|oh\n");
    assertThat(exec(id, true, "", "sh", "-c", "test -t 1 && echo terminal"))
        .isEqualTo("0 terminal\r\n|");
    assertThat(exec(id, false, "", "sh", "-c", "head -c 300000 /dev/zero | tr '\\0' y; exit 1"))
        .isEqualTo("1 " + "y".repeat(300_000) + "|");
  }

  @Test
  void a_command_in_a_container_that_does_not_run_is_refused() {
    String id = ENGINE.create(spec(Behaviour.SLEEPS));

    assertRefused(EngineFailure.Refused.class, () -> exec(id, false, "", "true"));
  }

  @Test
  void a_file_that_was_written_is_roots_and_may_be_read() {
    var program = Shell.script("stat -c '%n %u:%g %a' /etc/file; cat /etc/file");
    String id = ENGINE.create(spec("reader", program, bridge()));
    ENGINE.write(id, "/etc/file", "more\n".repeat(9999).getBytes(StandardCharsets.UTF_8));
    ENGINE.write(id, "/etc/file", "one\n".getBytes(StandardCharsets.UTF_8));

    ENGINE.attach(id, false, recorder);
    ENGINE.start(id);

    recorder.awaitEnd();
    assertThat(recorder.output().lines()).containsExactly("/etc/file 0:0 644", "one");
  }

  @Test
  void environment_values_arrive_as_they_were_written() {
    var environment =
        new Environment(
            Map.of(
                "LINES",
                "one\ntwo",
                "EQUALS",
                "a=b=c",
                "QUOTES",
                "\"'`$HOME",
                "WIDE",
                "w".repeat(100_000)));
    var program = Shell.script("printf '%s|%s|%s|%s' \"$LINES\" \"$EQUALS\" \"$QUOTES\" \"$WIDE\"");

    String id = run(with(spec("env", program, bridge()), environment));

    ENGINE.logs(id, LogRequest.FOLLOW_ALL, recorder);
    recorder.awaitEnd();
    assertThat(recorder.output()).isEqualTo("one\ntwo|a=b=c|\"'`$HOME|" + "w".repeat(100_000));
  }

  @Test
  void a_value_longer_than_the_kernel_takes_ends_the_container_though_it_started() {
    follow();
    var environment = new Environment(Map.of("WIDE", "w".repeat(128 * 1024)));

    String id = run(with(spec(Behaviour.DONE), environment));

    assertThat(recorder.awaitDeath(id).exitCode()).isEqualTo(1);
    ENGINE.logs(id, LogRequest.FOLLOW_ALL, recorder);
    recorder.awaitEnd();
    assertThat(recorder.errors()).contains("argument list too long");
  }

  @Test
  void a_command_that_is_not_there_is_refused_at_start() {
    var invocation =
        new Invocation(List.of("/absent"), List.of(), Optional.empty(), Optional.empty());
    String id = ENGINE.create(spec("absent", new Program(Shell.IMAGE, invocation), bridge()));

    assertRefused(EngineFailure.Refused.class, () -> ENGINE.start(id));
    assertThat(ENGINE.inspect(id).exitCode()).isEmpty();
    assertThat(ENGINE.inspect(id).error()).isPresent();
  }

  @Test
  void a_folder_is_built_without_what_its_ignore_file_names() throws IOException {
    Files.createDirectories(folder.resolve("src/deep"));
    Files.createDirectories(folder.resolve("node_modules/thing"));
    Files.writeString(folder.resolve("src/deep/kept.txt"), "kept");
    Files.writeString(folder.resolve("src/secret.key"), "secret");
    Files.writeString(folder.resolve("node_modules/thing/index.js"), "big");
    Files.writeString(folder.resolve(".dockerignore"), "# comment\nnode_modules\n**/*.key\n");
    Files.writeString(
        folder.resolve("Dockerfile"),
        "FROM debian:bookworm-slim\nARG WHO\nCOPY . /app\n"
            + "RUN find /app -type f -not -name 'Docker*' -not -name '.docker*'; echo for $WHO\n");

    ImageReference image = build("ignoring", Map.of("WHO", "you"));

    assertThat(ENGINE.image(image)).isPresent();
    assertThat(buildLines).contains("/app/src/deep/kept.txt", "for you");
    assertThat(buildLines).noneMatch(line -> line.contains("secret") || line.contains("index.js"));
  }

  @Test
  void an_image_says_which_volumes_it_declares() throws IOException {
    Files.writeString(
        folder.resolve("Dockerfile"), "FROM debian:bookworm-slim\nVOLUME /data /more\n");

    ImageReference image = build("declaring", Map.of());

    assertThat(ENGINE.image(image))
        .hasValueSatisfying(
            facts -> assertThat(facts.volumes()).containsExactlyInAnyOrder("/data", "/more"));
    assertThat(ENGINE.image(Shell.IMAGE))
        .hasValueSatisfying(facts -> assertThat(facts.volumes()).isEmpty());
  }

  @Test
  void a_build_that_fails_says_at_which_step_and_with_which_words() throws IOException {
    Files.writeString(
        folder.resolve("Dockerfile"),
        "FROM debian:bookworm-slim\nRUN echo the reason >&2; exit 3\n");

    assertThat(failure(() -> build("failing", Map.of())))
        .isInstanceOf(EngineFailure.BuildFailed.class)
        .extracting(EngineFailure::message)
        .asString()
        .contains("Step 2/", "the reason", "returned a non-zero code: 3")
        .doesNotContain("\n");
  }

  @Test
  void a_build_without_its_dockerfile_fails() {
    assertThat(failure(() -> build("empty", Map.of())))
        .isInstanceOf(EngineFailure.BuildFailed.class);
  }

  @Test
  void a_registry_that_cannot_be_reached_is_told_apart() {
    var image = new ImageReference("127.0.0.1:9/nothing:here");

    assertThat(failure(() -> ENGINE.pull(image, Optional.empty(), Optional.empty(), _ -> {})))
        .isInstanceOf(EngineFailure.RegistryUnreachable.class);
  }

  @Test
  void an_image_of_another_platform_is_not_there() {
    var spec = spec(Behaviour.DONE);
    var foreign =
        new ContainerSpec(
            spec.name(),
            spec.image(),
            Optional.of("linux/s390x"),
            spec.labels(),
            spec.invocation(),
            spec.environment(),
            spec.networking(),
            spec.limits(),
            spec.probe(),
            spec.surroundings());

    assertThat(failure(() -> ENGINE.create(foreign)))
        .isInstanceOf(EngineFailure.ImageNotFound.class);
  }

  private final List<String> buildLines = new ArrayList<>();

  private ImageReference build(String name, Map<String, String> arguments) {
    var image = new ImageReference("taskdock-test/" + name + ":" + name("x").substring(9, 20));
    var spec =
        new BuildSpec(
            image, folder, "Dockerfile", arguments, Optional.empty(), Optional.empty(), labels);
    ENGINE.build(spec, progress -> buildLines.add(progress.text()));
    images.add(image);
    return image;
  }

  private static DockerClient client() {
    var config =
        DefaultDockerClientConfig.createDefaultConfigBuilder()
            .withDockerHost("unix:///var/run/docker.sock")
            .build();
    return DockerClientImpl.getInstance(
        config, new EngineTransport(new Endpoint.UnixSocket(Path.of("/var/run/docker.sock"))));
  }

  private static String exec(String id, boolean terminal, String typed, String... command) {
    var output = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    Optional<InputStream> input =
        typed.isEmpty()
            ? Optional.empty()
            : Optional.of(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    int code =
        ENGINE.exec(
            id, new ExecSpec(List.of(command), terminal, Optional.empty(), input, output, errors));
    return code
        + " "
        + output.toString(StandardCharsets.UTF_8)
        + "|"
        + errors.toString(StandardCharsets.UTF_8);
  }

  private static EngineFailure failure(ThrowingCallable call) {
    var exception = catchThrowableOfType(EngineException.class, call);
    assertThat(exception).isNotNull();
    return exception.failure();
  }

  private static boolean isHealth(EngineEvent event, ProbeStatus status) {
    return event instanceof EngineEvent.HealthChanged changed && changed.health() == status;
  }

  private static Networking bridge() {
    return new Networking.Attached("bridge", List.of());
  }

  private static Invocation invocation() {
    return Invocation.OF_IMAGE;
  }

  private static ContainerSpec with(ContainerSpec spec, Environment environment) {
    return shaped(spec, environment, Limits.NONE, Optional.empty(), Surroundings.DEFAULT);
  }

  private static ContainerSpec limited(ContainerSpec spec, Limits limits) {
    return shaped(spec, Environment.EMPTY, limits, Optional.empty(), Surroundings.DEFAULT);
  }

  private static ContainerSpec probed(ContainerSpec spec, Probe probe) {
    return shaped(spec, Environment.EMPTY, Limits.NONE, Optional.of(probe), Surroundings.DEFAULT);
  }

  private static ContainerSpec shaped(
      ContainerSpec spec,
      Environment environment,
      Limits limits,
      Optional<Probe> probe,
      Surroundings surroundings) {
    return new ContainerSpec(
        spec.name(),
        spec.image(),
        spec.platform(),
        spec.labels(),
        spec.invocation(),
        environment,
        spec.networking(),
        limits,
        probe,
        surroundings);
  }
}
