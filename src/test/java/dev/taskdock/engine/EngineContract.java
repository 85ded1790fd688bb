package dev.taskdock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.model.Environment;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every engine owes us. It runs against the real one and the simulated one, so that the
/// second stays honest: a surprise met at the first becomes an obligation here.
public abstract class EngineContract {
  private static final Networking ON_BRIDGE = new Networking.Attached("bridge", List.of());

  /// The labels of everything one test makes.
  protected final Map<String, String> labels =
      Map.of(Labels.RUN, "contract-" + UUID.randomUUID(), Labels.PROJECT, "contract");

  protected Recorder recorder;

  private final List<Subscription> subscriptions = new ArrayList<>();

  /// An image and a command that behave so.
  public record Program(ImageReference image, Invocation invocation) {}

  protected abstract Engine engine();

  protected abstract Program program(Behaviour behaviour);

  /// A moment passes between two looks at what has happened; an engine with a clock of its own
  /// moves it here.
  protected void aMomentPasses() {
    Recorder.aRealMoment();
  }

  @BeforeEach
  void nothingIsKnown() {
    recorder = new Recorder(this::aMomentPasses);
  }

  @AfterEach
  void nothingIsLeft() {
    subscriptions.forEach(Subscription::close);
    engine().containers(labels).forEach(container -> engine().remove(container.id()));
    engine().volumes(labels).forEach(volume -> engine().removeVolume(volume.name()));
    engine().networks(labels).forEach(network -> engine().removeNetwork(network.id()));
  }

  @Test
  void an_image_that_is_not_held_cannot_be_pushed() {
    var absent = ImageReference.parse("127.0.0.1:1/taskdock-contract/absent:1").orElseThrow();

    var refused = catchThrowableOfType(EngineException.class, () -> engine().push(absent, _ -> {}));

    assertThat(refused.failure()).isInstanceOf(EngineFailure.ImageNotFound.class);
  }

  @Test
  void a_created_container_does_not_run_yet() {
    String id = engine().create(spec(Behaviour.DONE));

    ContainerSnapshot snapshot = engine().inspect(id);
    assertThat(snapshot.status()).isEqualTo(Status.CREATED);
    assertThat(snapshot.exitCode()).isEmpty();
    assertThat(snapshot.startedAt()).isEmpty();
    assertThat(snapshot.labels()).containsAllEntriesOf(labels);
  }

  @Test
  void an_exit_code_is_told_by_event_and_by_inspection() {
    follow();

    String id = run(spec(new Behaviour.Exits(42, Duration.ofMillis(300))));

    assertThat(recorder.awaitDeath(id).exitCode()).isEqualTo(42);
    awaitStatus(id, Status.EXITED);
    assertThat(engine().inspect(id).exitCode()).hasValue(42);
    assertThat(engine().inspect(id).finishedAt()).isPresent();
  }

  @Test
  void a_process_may_have_ended_before_start_returns() {
    follow();

    String id = run(spec(Behaviour.DONE));

    assertThat(recorder.awaitDeath(id).exitCode()).isZero();
  }

  @Test
  void events_of_a_container_come_in_order_and_carry_its_labels() {
    follow();
    String id = run(spec(new Behaviour.Exits(0, Duration.ofMillis(200))));
    recorder.awaitDeath(id);

    engine().remove(id);

    recorder.awaitEvent("removal", EngineEvent.Removed.class::isInstance);
    assertThat(recorder.eventsOf(id))
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly("Started", "Died", "Removed");
    assertThat(recorder.eventsOf(id)).isSortedAccordingTo((a, b) -> a.at().compareTo(b.at()));
    assertThat(recorder.eventsOf(id))
        .allSatisfy(event -> assertThat(event.labels()).containsAllEntriesOf(labels));
  }

  @Test
  void nothing_is_missed_between_subscribing_and_acting() {
    for (int round = 0; round < 5; round++) {
      follow();
      String id = run(spec("round-" + round, Behaviour.DONE));
      recorder.awaitDeath(id);
      assertThat(recorder.eventsOf(id)).first().isInstanceOf(EngineEvent.Started.class);
      subscriptions.removeLast().close();
    }
  }

  @Test
  void other_peoples_events_are_not_told() {
    follow(Map.of(Labels.RUN, "somebody-else"));
    var own = new Recorder(this::aMomentPasses);
    subscriptions.add(engine().events(labels, own.events(), own.losses()));

    String id = run(spec(Behaviour.DONE));

    own.awaitDeath(id);
    assertThat(recorder.allEvents()).isEmpty();
  }

  @Test
  void a_closed_subscription_is_silent_and_not_lost() {
    Subscription closed = engine().events(labels, recorder.events(), recorder.losses());
    closed.close();
    closed.close();
    var other = new Recorder(this::aMomentPasses);
    subscriptions.add(engine().events(labels, other.events(), other.losses()));

    other.awaitDeath(run(spec(Behaviour.DONE)));

    assertThat(recorder.allEvents()).isEmpty();
    assertThat(recorder.allLosses()).isEmpty();
  }

  @Test
  void a_container_without_a_probe_never_has_a_health() {
    follow();

    String id = run(spec(new Behaviour.Exits(0, Duration.ofMillis(1500))));

    assertThat(engine().inspect(id).health()).isEmpty();
    recorder.awaitDeath(id);
    assertThat(recorder.eventsOf(id)).noneMatch(EngineEvent.HealthChanged.class::isInstance);
  }

  @Test
  void what_a_stopped_container_printed_is_complete() {
    follow();
    List<String> lines = IntStream.range(0, 500).mapToObj(i -> "line " + i).toList();
    String id = run(spec(new Behaviour.Prints(lines)));
    recorder.awaitDeath(id);

    subscriptions.add(engine().logs(id, new LogRequest(false, OptionalInt.empty()), recorder));

    recorder.awaitEnd();
    assertThat(recorder.output().lines()).containsExactlyElementsOf(lines);
  }

  @Test
  void following_gives_everything_and_ends_when_the_container_ends() {
    List<String> lines = IntStream.range(0, 500).mapToObj(i -> "line " + i).toList();
    String id = run(spec(new Behaviour.Prints(lines)));

    subscriptions.add(engine().logs(id, LogRequest.FOLLOW_ALL, recorder));

    recorder.awaitEnd();
    assertThat(recorder.output().lines()).containsExactlyElementsOf(lines);
    assertThat(recorder.times()).isSorted().doesNotContain(Instant.EPOCH);
  }

  @Test
  void the_last_lines_can_be_had_alone() {
    String id = run(spec(new Behaviour.Prints(List.of("one", "two", "three"))));
    awaitStatus(id, Status.EXITED);

    subscriptions.add(engine().logs(id, new LogRequest(false, OptionalInt.of(2)), recorder));

    recorder.awaitEnd();
    assertThat(recorder.output().lines()).containsExactly("two", "three");
  }

  @Test
  void closing_a_followed_output_ends_it_at_once_and_once() {
    String id = run(spec(Behaviour.SLEEPS));
    Subscription output = engine().logs(id, LogRequest.FOLLOW_ALL, recorder);
    recorder.awaitOutput("ready");

    output.close();
    output.close();

    recorder.awaitEnd();
    assertThat(recorder.ends()).isEqualTo(1);
  }

  @Test
  void attached_before_the_start_every_byte_is_heard_to_the_last() {
    var all = IntStream.range(0, 256).mapToObj(Character::toString).collect(Collectors.joining());
    var printed = all + "\n" + all.repeat(20) + "no line end";
    String id = engine().create(spec(new Behaviour.PrintsBytes(printed)));
    var before = Instant.now();

    Subscription output = engine().attach(id, false, recorder);
    engine().start(id);

    recorder.awaitEnd();
    output.close();
    assertThat(recorder.bytes()).isEqualTo(printed.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(recorder.times()).isSorted().allMatch(at -> !at.isBefore(before));
    assertThat(recorder.ends()).isEqualTo(1);
  }

  @Test
  void attached_before_the_start_all_lines_are_heard_in_order() {
    List<String> lines = IntStream.range(0, 500).mapToObj(i -> "line " + i).toList();
    String id = engine().create(spec(new Behaviour.Prints(lines)));

    subscriptions.add(engine().attach(id, false, recorder));
    engine().start(id);

    recorder.awaitEnd();
    assertThat(recorder.output().lines()).containsExactlyElementsOf(lines);
  }

  @Test
  void attached_to_a_container_that_ends_at_once_nothing_is_missed() {
    for (int round = 0; round < 5; round++) {
      var heard = new Recorder(this::aMomentPasses);
      String id = engine().create(spec("round-" + round, new Behaviour.PrintsBytes("x")));
      subscriptions.add(engine().attach(id, false, heard));

      engine().start(id);

      heard.awaitEnd();
      assertThat(heard.output()).isEqualTo("x");
    }
  }

  @Test
  void a_container_that_has_ended_is_started_again_and_heard_again() {
    follow();
    String id = engine().create(spec(new Behaviour.PrintsBytes("x")));
    var lives = List.of(new Recorder(this::aMomentPasses), new Recorder(this::aMomentPasses));
    for (Recorder life : lives) {
      subscriptions.add(engine().attach(id, false, life));

      engine().start(id);

      life.awaitEnd();
      awaitStatus(id, Status.EXITED);
    }

    assertThat(lives).extracting(Recorder::output).containsExactly("x", "x");
    recorder.await("both deaths", () -> deathsOf(id) == 2);
  }

  private long deathsOf(String id) {
    return recorder.eventsOf(id).stream().filter(EngineEvent.Died.class::isInstance).count();
  }

  @Test
  void closing_what_is_attached_to_a_container_that_never_ran_ends_it_once() {
    String id = engine().create(spec(Behaviour.SLEEPS));
    Subscription output = engine().attach(id, false, recorder);

    output.close();
    output.close();

    recorder.awaitEnd();
    assertThat(recorder.ends()).isEqualTo(1);
    assertThat(recorder.bytes()).isEmpty();
  }

  @Test
  void closing_what_is_attached_to_a_container_leaves_it_running() {
    String id = engine().create(spec(Behaviour.SLEEPS));
    Subscription output = engine().attach(id, false, recorder);
    engine().start(id);
    recorder.awaitOutput("ready");

    output.close();

    recorder.awaitEnd();
    assertThat(engine().inspect(id).status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void what_a_container_uses_is_told_again_and_again() {
    String id = runUntilReady(Behaviour.SLEEPS);
    var samples = new CopyOnWriteArrayList<String>();

    subscriptions.add(engine().stats(id, samples::add));

    recorder.await("two samples", () -> samples.size() >= 2);
    assertThat(samples)
        .allSatisfy(sample ->
            assertThat(sample)
                .startsWith("{")
                .contains("\"read\":\"", "\"cpu_stats\":{", "\"memory_stats\":{\"usage\":")
                .contains("\"networks\":{\"eth0\":{", "\"rx_bytes\":", "\"tx_bytes\":"));
  }

  @Test
  void a_container_in_anothers_namespace_shows_that_ones_traffic() {
    String holder = run(spec("holder", Behaviour.SLEEPS));
    String joined = run(spec("joined", program(Behaviour.SLEEPS), new Networking.Joined(holder)));
    var samples = new CopyOnWriteArrayList<String>();

    subscriptions.add(engine().stats(joined, samples::add));

    recorder.await("a sample", () -> !samples.isEmpty());
    assertThat(samples.getFirst()).contains("\"networks\":{\"eth0\":{");
  }

  @Test
  void a_closer_look_tells_times_and_the_hardware_address() {
    String holder = run(spec("holder", Behaviour.SLEEPS));
    String joined = run(spec("joined", program(Behaviour.SLEEPS), new Networking.Joined(holder)));

    ContainerDetail detail = engine().detail(holder);

    assertThat(detail.startedAt())
        .hasValueSatisfying(at -> assertThat(at).isAfter(detail.createdAt()));
    assertThat(detail.finishedAt()).isEmpty();
    assertThat(detail.mac().orElse("")).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    assertThat(detail.writtenBytes()).isPresent();
    assertThat(detail.lastProbe()).isEmpty();
    assertThat(engine().detail(joined).mac()).isEmpty();
  }

  @Test
  void stopping_sends_the_signal_and_waits_for_the_end() {
    follow();
    String id = runUntilReady(new Behaviour.EndsOnTerm(7));

    engine().stop(id, Duration.ofSeconds(20));

    assertThat(engine().inspect(id).status()).isEqualTo(Status.EXITED);
    assertThat(recorder.awaitDeath(id).exitCode()).isEqualTo(7);
  }

  @Test
  void stopping_kills_after_the_time_allowed() {
    follow();
    String id = runUntilReady(new Behaviour.IgnoresTerm());

    engine().stop(id, Duration.ofSeconds(1));

    assertThat(recorder.awaitDeath(id).exitCode()).isEqualTo(137);
    assertThat(recorder.eventsOf(id))
        .filteredOn(EngineEvent.Signalled.class::isInstance)
        .hasSize(2);
  }

  @Test
  void stopping_what_has_stopped_succeeds() {
    String id = run(spec(Behaviour.DONE));
    awaitStatus(id, Status.EXITED);

    engine().stop(id, Duration.ofSeconds(1));

    assertThat(engine().inspect(id).exitCode()).hasValue(0);
  }

  @Test
  void killing_gives_137_and_killing_again_succeeds() {
    follow();
    String id = runUntilReady(Behaviour.SLEEPS);

    engine().signal(id, "KILL");

    assertThat(recorder.awaitDeath(id).exitCode()).isEqualTo(137);
    awaitStatus(id, Status.EXITED);
    engine().signal(id, "KILL");
  }

  @Test
  void removing_works_while_it_runs_and_again_when_it_is_gone() {
    String id = run(spec(Behaviour.SLEEPS));

    engine().remove(id);
    engine().remove(id);

    assertThat(engine().containers(labels)).isEmpty();
  }

  @Test
  void a_name_is_given_once() {
    engine().create(spec("twice", Behaviour.DONE));

    assertRefused(
        EngineFailure.NameTaken.class, () -> engine().create(spec("twice", Behaviour.DONE)));
  }

  @Test
  void labels_are_asked_for_together_and_an_empty_value_means_any() {
    String id = engine().create(spec(Behaviour.DONE));
    var wrong = new HashMap<>(labels);
    wrong.put(Labels.PROJECT, "other");
    var any = new HashMap<>(labels);
    any.put(Labels.PROJECT, "");

    assertThat(engine().containers(wrong)).isEmpty();
    assertThat(engine().containers(any)).extracting(ContainerSnapshot::id).containsExactly(id);
  }

  @Test
  void a_listing_shows_stopped_containers_with_their_exit_codes() {
    String id = run(spec("listed", new Behaviour.Exits(3, Duration.ZERO)));
    awaitStatus(id, Status.EXITED);

    List<ContainerSnapshot> listed = engine().containers(labels);

    assertThat(listed).hasSize(1);
    assertThat(listed.getFirst().id()).isEqualTo(id);
    assertThat(listed.getFirst().name()).isEqualTo(name("listed"));
    assertThat(listed.getFirst().status()).isEqualTo(Status.EXITED);
    assertThat(listed.getFirst().exitCode()).hasValue(3);
    assertThat(listed.getFirst().labels()).containsAllEntriesOf(labels);
  }

  @Test
  void an_image_that_is_not_there_is_told_apart() {
    var absent = new ImageReference("taskdock.invalid/absent:none");
    var spec = spec("absent", new Program(absent, Invocation.OF_IMAGE), ON_BRIDGE);

    assertThat(engine().image(absent)).isEmpty();
    assertRefused(EngineFailure.ImageNotFound.class, () -> engine().create(spec));
  }

  @Test
  void an_image_that_is_there_has_an_id_and_a_platform() {
    Optional<ImageFacts> facts = engine().image(program(Behaviour.DONE).image());

    assertThat(facts).hasValueSatisfying(it -> assertThat(it.id()).startsWith("sha256:"));
    assertThat(facts).hasValueSatisfying(it -> assertThat(it.platform()).startsWith("linux/"));
  }

  @Test
  void a_container_that_is_gone_is_told_apart() {
    String id = engine().create(spec(Behaviour.DONE));
    engine().remove(id);

    assertRefused(EngineFailure.NoSuchContainer.class, () -> engine().inspect(id));
    assertRefused(EngineFailure.NoSuchContainer.class, () -> engine().detail(id));
    assertRefused(EngineFailure.NoSuchContainer.class, () -> engine().stats(id, _ -> {}));
    assertRefused(EngineFailure.NoSuchContainer.class, () -> engine().start(id));
    assertRefused(EngineFailure.NoSuchContainer.class, () -> engine().signal(id, "KILL"));
    assertRefused(
        EngineFailure.NoSuchContainer.class, () -> engine().stop(id, Duration.ofSeconds(1)));
    assertRefused(
        EngineFailure.NoSuchContainer.class,
        () -> engine().logs(id, LogRequest.FOLLOW_ALL, recorder));
    assertRefused(EngineFailure.NoSuchContainer.class, () -> engine().attach(id, false, recorder));
    assertThat(recorder.ends()).isZero();
  }

  @Test
  void a_port_of_the_host_is_published_once() {
    String first = run(spec("first", program(Behaviour.SLEEPS), publishing(OptionalInt.empty())));
    int port = engine().inspect(first).publications().getFirst().hostPort().orElseThrow();
    var second = spec("second", program(Behaviour.SLEEPS), publishing(OptionalInt.of(port)));

    assertThat(port).isPositive();
    assertRefused(EngineFailure.PortTaken.class, () -> run(second));
  }

  @Test
  void a_joined_container_has_no_address_of_its_own() {
    String holder = run(spec("holder", Behaviour.SLEEPS));

    String joined = run(spec("joined", program(Behaviour.SLEEPS), new Networking.Joined(holder)));

    assertThat(engine().inspect(holder).address()).isPresent();
    assertThat(engine().inspect(joined).address()).isEmpty();
    assertThat(engine().inspect(joined).status()).isEqualTo(Status.RUNNING);
  }

  @Test
  void joining_a_container_that_does_not_run_is_refused() {
    String holder = engine().create(spec("holder", Behaviour.SLEEPS));
    var spec = spec("joined", program(Behaviour.SLEEPS), new Networking.Joined(holder));

    assertRefused(EngineFailure.Refused.class, () -> run(spec));
  }

  @Test
  void a_network_is_found_by_its_labels_and_holds_its_containers() {
    String id = engine().createNetwork(network("own", "10.213.7.0/24"));

    var networking = new Networking.Attached(name("own"), List.of());
    String container = run(spec("in-it", program(Behaviour.SLEEPS), networking));

    assertThat(engine().networks(labels)).extracting(NetworkFacts::id).containsExactly(id);
    assertThat(engine().networks()).flatExtracting(NetworkFacts::subnets).contains("10.213.7.0/24");
    assertThat(engine().inspect(container).address().orElse("")).startsWith("10.213.7.");
  }

  @Test
  void an_address_that_is_asked_for_is_given_once() {
    engine().createNetwork(network("own", "10.213.6.0/24"));
    var seat = new Networking.Seat("10.213.6.9", "ip-10-213-6-9.ec2.internal");
    var networking = new Networking.Attached(name("own"), List.of(), Optional.of(seat));

    String container = run(spec("one", program(Behaviour.SLEEPS), networking));

    assertThat(engine().inspect(container).address()).hasValue("10.213.6.9");
    assertRefused(
        EngineFailure.Refused.class, () -> run(spec("two", program(Behaviour.SLEEPS), networking)));
  }

  @Test
  void names_and_subnets_of_networks_are_given_once() {
    String id = engine().createNetwork(network("one", "10.213.8.0/24"));

    assertRefused(
        EngineFailure.NameTaken.class,
        () -> engine().createNetwork(network("one", "10.213.9.0/24")));
    assertRefused(
        EngineFailure.SubnetTaken.class,
        () -> engine().createNetwork(network("two", "10.213.8.128/25")));
    engine().removeNetwork(id);
    engine().removeNetwork(id);
  }

  @Test
  void a_volume_is_found_by_its_labels_until_it_is_removed() {
    var other = new VolumeSpec(name("other"), Map.of(Labels.PROJECT, "contract"));
    var made = engine().createVolume(volume("own"));
    engine().createVolume(other);

    assertThat(engine().volumes(labels))
        .containsExactly(made)
        .singleElement()
        .satisfies(volume -> {
          assertThat(volume.name()).isEqualTo(name("own"));
          assertThat(volume.labels()).isEqualTo(labels);
          assertThat(volume.folder()).startsWith("/");
        });
    engine().removeVolume(name("own"));
    engine().removeVolume(name("own"));
    engine().removeVolume(other.name());
    assertThat(engine().volumes(labels)).isEmpty();
  }

  @Test
  void a_volume_made_twice_is_one() {
    engine().createVolume(volume("twice"));
    engine().createVolume(new VolumeSpec(name("twice"), Map.of()));

    assertThat(engine().volumes(labels)).extracting(VolumeFacts::labels).containsExactly(labels);
  }

  @Test
  void a_volume_stays_while_a_container_has_it_and_when_that_is_removed() {
    engine().createVolume(volume("kept"));
    var mount = new Mount(new Mount.Source.OfVolume(name("kept"), false), "/kept", false);
    String id = engine().create(mounting("one", List.of(mount), List.of()));

    assertRefused(EngineFailure.Refused.class, () -> engine().removeVolume(name("kept")));
    engine().remove(id);
    assertThat(engine().volumes(labels))
        .extracting(VolumeFacts::name)
        .containsExactly(name("kept"));
  }

  @Test
  void who_removes_a_container_that_somebody_removes_already_waits_until_it_is_gone()
      throws Exception {
    engine().createVolume(volume("both"));
    var mount = new Mount(new Mount.Source.OfVolume(name("both"), false), "/both", false);
    String id = engine().create(mounting("one", List.of(mount), List.of()));
    engine().start(id);

    Callable<Boolean> removal =
        () -> {
          engine().remove(id);
          return engine().containers(labels).isEmpty();
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var gone : threads.invokeAll(Collections.nCopies(6, removal))) {
        assertThat(gone.get()).isTrue();
      }
    }
    engine().removeVolume(name("both"));
    assertThat(engine().volumes(labels)).isEmpty();
  }

  @Test
  void the_volumes_of_another_container_can_be_had_once_that_exists() {
    var from = new Files.From(name("source"), true);
    var user = mounting("user", List.of(), List.of(from));

    assertRefused(EngineFailure.NoSuchContainer.class, () -> engine().create(user));
    engine().create(spec("source", Behaviour.DONE));
    assertThat(engine().create(user)).isNotEmpty();
  }

  @Test
  void a_file_can_be_written_into_a_container_that_is_there() {
    String id = engine().create(spec(Behaviour.DONE));

    engine().write(id, "/etc/file", new byte[] {'x'});
    engine().remove(id);

    assertRefused(
        EngineFailure.NoSuchContainer.class, () -> engine().write(id, "/file", new byte[] {'x'}));
  }

  private VolumeSpec volume(String name) {
    return new VolumeSpec(name(name), labels);
  }

  private ContainerSpec mounting(String name, List<Mount> mounts, List<Files.From> from) {
    var spec = spec(name, Behaviour.DONE);
    return new ContainerSpec(
        spec.name(),
        spec.image(),
        spec.platform(),
        spec.labels(),
        spec.invocation(),
        spec.environment(),
        spec.networking(),
        spec.limits(),
        spec.probe(),
        spec.surroundings().with(new Files(mounts, from, List.of(), false)));
  }

  protected final NetworkSpec network(String name, String subnet) {
    return new NetworkSpec(name(name), Optional.of(subnet), OptionalInt.empty(), labels);
  }

  protected final ContainerSpec spec(Behaviour behaviour) {
    return spec("one", behaviour);
  }

  protected final ContainerSpec spec(String name, Behaviour behaviour) {
    return spec(name, program(behaviour), ON_BRIDGE);
  }

  protected final ContainerSpec spec(String name, Program program, Networking networking) {
    return new ContainerSpec(
        name(name),
        program.image(),
        Optional.empty(),
        labels,
        program.invocation(),
        Environment.EMPTY,
        networking,
        Limits.NONE,
        Optional.empty(),
        Surroundings.DEFAULT);
  }

  /// A name of this test's own.
  protected final String name(String text) {
    return labels.getOrDefault(Labels.RUN, "") + "-" + text;
  }

  protected final String run(ContainerSpec spec) {
    String id = engine().create(spec);
    engine().start(id);
    return id;
  }

  protected final void follow() {
    follow(labels);
  }

  protected final void awaitStatus(String id, Status status) {
    recorder.await("status " + status, () -> engine().inspect(id).status() == status);
  }

  protected static void assertRefused(
      Class<? extends EngineFailure> failure, ThrowingCallable call) {
    EngineException refusal = catchThrowableOfType(EngineException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.failure()).isInstanceOf(failure);
    assertThat(refusal.failure().message()).isNotBlank().doesNotContain("\n");
  }

  private void follow(Map<String, String> wanted) {
    subscriptions.add(engine().events(wanted, recorder.events(), recorder.losses()));
  }

  private String runUntilReady(Behaviour behaviour) {
    String id = run(spec(behaviour));
    subscriptions.add(engine().logs(id, LogRequest.FOLLOW_ALL, recorder));
    recorder.awaitOutput("ready");
    return id;
  }

  private static Networking publishing(OptionalInt hostPort) {
    return new Networking.Attached(
        "bridge", List.of(new Publication("127.0.0.1", hostPort, 8080, Protocol.TCP)));
  }
}
