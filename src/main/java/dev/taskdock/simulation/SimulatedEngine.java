package dev.taskdock.simulation;

import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineEvent;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFacts;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.engine.ImageFacts;
import dev.taskdock.engine.ImageProgress;
import dev.taskdock.engine.LogRequest;
import dev.taskdock.engine.LogSink;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.NetworkSpec;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Subscription;
import dev.taskdock.engine.VolumeFacts;
import dev.taskdock.engine.VolumeSpec;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RegistryLogin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// An engine that keeps everything in memory and follows a script, in real time.
///
/// Images are held from the start ([#holds]), pulled from a registry that offers them ([#offers])
/// or built. What it refuses, it refuses in the words of a real one.
public final class SimulatedEngine implements Engine {
  private static final String PLATFORM = "linux/amd64";

  private final Map<String, ScriptedImage> held = new ConcurrentHashMap<>();
  private final Map<String, ScriptedImage> offered = new ConcurrentHashMap<>();
  private final Map<String, Map<String, String>> imageLabels = new ConcurrentHashMap<>();
  private final Map<String, SimulatedContainer> containers = new ConcurrentHashMap<>();
  private final List<EventChannel> channels = new CopyOnWriteArrayList<>();
  private final SimulatedNetworks networks = new SimulatedNetworks();
  private final SimulatedVolumes volumes = new SimulatedVolumes();
  private final AtomicInteger made = new AtomicInteger();
  private final Function<BuildSpec, ScriptedImage> builder;
  private volatile boolean lost;

  /// An engine without images, networks or containers.
  ///
  /// @param builder what comes of a build
  public SimulatedEngine(Function<BuildSpec, ScriptedImage> builder) {
    this.builder = builder;
  }

  /// It has this image.
  public void holds(ImageReference image, ScriptedImage scripted) {
    held.put(image.canonical(), scripted);
  }

  /// It can pull this image.
  public void offers(ImageReference image, ScriptedImage scripted) {
    offered.put(image.canonical(), scripted);
  }

  /// It stops answering, and its streams break.
  public void lose() {
    lost = true;
    channels.forEach(channel -> channel.lose(unreachable()));
    channels.clear();
  }

  @Override
  public EngineFacts facts() {
    answer();
    return new EngineFacts(
        "simulation", "0", "1.41", PLATFORM, "none", "2", "none", "none", 2, 8L << 30, false, "/");
  }

  @Override
  public Optional<ImageFacts> image(ImageReference image) {
    answer();
    return held.containsKey(image.canonical()) ? Optional.of(factsOf(image)) : Optional.empty();
  }

  @Override
  public ImageFacts pull(
      ImageReference image,
      Optional<String> platform,
      Optional<RegistryLogin> login,
      Consumer<ImageProgress> progress) {
    answer();
    progress.accept(ImageProgress.line("Pulling from " + image));
    var scripted = offered.get(image.canonical());
    if (scripted == null) {
      throw imageNotFound(image);
    }
    Moments.pass(scripted.pullTakes());
    scripted
        .pullFailure()
        .ifPresent(why -> {
          throw new EngineException(new EngineFailure.RegistryUnreachable(image.text(), why));
        });
    holds(image, scripted);
    return factsOf(image);
  }

  @Override
  public String push(ImageReference image, Consumer<ImageProgress> progress) {
    answer();
    var scripted = held.get(image.canonical());
    if (scripted == null) {
      throw imageNotFound(image);
    }
    progress.accept(ImageProgress.line("The push refers to repository [" + image + "]"));
    offered.put(image.canonical(), scripted);
    return factsOf(image).id();
  }

  @Override
  public ImageFacts build(BuildSpec spec, Consumer<ImageProgress> progress) {
    answer();
    progress.accept(ImageProgress.line("Step 1/1 : FROM scratch"));
    imageLabels.put(spec.image().canonical(), spec.labels());
    holds(spec.image(), builder.apply(spec));
    return factsOf(spec.image());
  }

  @Override
  public List<NetworkFacts> networks() {
    answer();
    return networks.all();
  }

  @Override
  public String createNetwork(NetworkSpec spec) {
    answer();
    return networks.create(spec);
  }

  @Override
  public void removeNetwork(String id) {
    answer();
    networks.remove(id);
  }

  @Override
  public VolumeFacts createVolume(VolumeSpec spec) {
    answer();
    return volumes.create(spec);
  }

  @Override
  public void removeVolume(String name) {
    answer();
    synchronized (containers) {
      volumes.remove(name, containers.values().stream().map(SimulatedContainer::spec).toList());
    }
  }

  @Override
  public String create(ContainerSpec spec) {
    answer();
    var scripted = held.get(spec.image().canonical());
    if (scripted == null) {
      throw imageNotFound(spec.image());
    }
    Moments.pass(scripted.createTakes());
    scripted.createFailure().ifPresent(SimulatedEngine::refuse);
    synchronized (containers) {
      if (containers.values().stream().anyMatch(c -> c.spec().name().equals(spec.name()))) {
        throw new EngineException(
            new EngineFailure.NameTaken("The container name \"" + spec.name() + "\" is in use"));
      }
      spec.surroundings().files().from().forEach(from -> requireContainer(from.container()));
      volumes.createFor(spec);
      var id = "%064x".formatted(made.incrementAndGet());
      containers.put(id, new SimulatedContainer(id, spec, scripted.behaviour(), this::tell));
      return id;
    }
  }

  @Override
  public void write(String id, String path, byte[] content) {
    // A scripted process reads no file.
    container(id);
  }

  @Override
  public void start(String id) {
    var container = container(id);
    var scripted = held.getOrDefault(container.spec().image().canonical(), ScriptedImage.SERVICE);
    Moments.pass(scripted.startTakes());
    scripted.startFailure().ifPresent(SimulatedEngine::refuse);
    if (container.isRunning()) {
      return;
    }
    switch (container.spec().networking()) {
      case Networking.Attached attached -> {
        var place = networks.join(attached);
        container.start(Optional.of(place), () -> networks.leave(place));
      }
      case Networking.Joined(var holder) -> {
        if (!container(holder).isRunning()) {
          refuse("cannot join network of a non running container: " + holder);
        }
        container.start(Optional.empty(), () -> {});
      }
    }
  }

  @Override
  public void stop(String id, Duration timeout) {
    container(id).stop(timeout);
  }

  @Override
  public void signal(String id, String signal) {
    container(id).signal(signal);
  }

  @Override
  public void remove(String id) {
    answer();
    Optional.ofNullable(containers.remove(id)).ifPresent(SimulatedContainer::remove);
  }

  @Override
  public ContainerSnapshot inspect(String id) {
    return container(id).snapshot();
  }

  @Override
  public ContainerDetail detail(String id) {
    return container(id).detail();
  }

  @Override
  public List<ContainerSnapshot> containers(Map<String, String> labels) {
    answer();
    return containers.values().stream()
        .filter(c -> Match.all(labels, c.spec().labels()))
        .map(SimulatedContainer::snapshot)
        .toList();
  }

  @Override
  public List<NetworkFacts> networks(Map<String, String> labels) {
    answer();
    return networks.all().stream().filter(n -> Match.all(labels, n.labels())).toList();
  }

  @Override
  public List<VolumeFacts> volumes(Map<String, String> labels) {
    answer();
    return volumes.all().stream().filter(v -> Match.all(labels, v.labels())).toList();
  }

  @Override
  public Subscription events(
      Map<String, String> labels, Consumer<EngineEvent> sink, Consumer<EngineException> broken) {
    answer();
    var channel = new EventChannel(labels, sink, broken);
    channels.add(channel);
    return () -> {
      channels.remove(channel);
      channel.close();
    };
  }

  @Override
  public Subscription attach(String id, boolean terminal, LogSink sink) {
    return container(id).live().read(LogRequest.FOLLOW_ALL, sink);
  }

  @Override
  public Subscription logs(String id, LogRequest request, LogSink sink) {
    return container(id).output().read(request, sink);
  }

  @Override
  public Subscription stats(String id, Consumer<String> samples) {
    return SimulatedUsage.of(container(id), samples);
  }

  @Override
  public int exec(String id, ExecSpec spec) {
    if (!container(id).isRunning()) {
      refuse("container " + id + " is not running");
    }
    return 0;
  }

  @Override
  public void close() {
    channels.forEach(EventChannel::close);
    channels.clear();
  }

  private void tell(EngineEvent event) {
    channels.forEach(channel -> channel.tell(event));
  }

  private SimulatedContainer container(String id) {
    answer();
    var container = containers.get(id);
    if (container == null) {
      throw noSuchContainer(id);
    }
    return container;
  }

  private void requireContainer(String nameOrId) {
    if (containers.values().stream().noneMatch(c -> c.isCalled(nameOrId))) {
      throw noSuchContainer(nameOrId);
    }
  }

  private static EngineException noSuchContainer(String id) {
    return new EngineException(new EngineFailure.NoSuchContainer(id, "No such container: " + id));
  }

  private ImageFacts factsOf(ImageReference image) {
    return new ImageFacts(
        "sha256:%064x".formatted(image.canonical().hashCode()),
        PLATFORM,
        List.of(),
        imageLabels.getOrDefault(image.canonical(), Map.of()),
        Set.of());
  }

  private void answer() {
    if (lost) {
      throw unreachable();
    }
  }

  private static EngineException unreachable() {
    return new EngineException(new EngineFailure.Unreachable("the engine does not answer"));
  }

  private static EngineException imageNotFound(ImageReference image) {
    return new EngineException(
        new EngineFailure.ImageNotFound(image.text(), "No such image: " + image.canonical()));
  }

  private static void refuse(String why) {
    throw new EngineException(new EngineFailure.Refused(why));
  }
}
