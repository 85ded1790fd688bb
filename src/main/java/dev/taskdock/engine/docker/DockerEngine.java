package dev.taskdock.engine.docker;

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
import dev.taskdock.engine.Subscription;
import dev.taskdock.engine.VolumeFacts;
import dev.taskdock.engine.VolumeSpec;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RegistryLogin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// An engine that speaks Docker's HTTP API: Docker's own, or one that does as it does.
public final class DockerEngine implements Engine {
  private final DockerApi api;
  private final Images images;
  private final Networks networks;
  private final Volumes volumes;

  private DockerEngine(DockerApi api, DockerSettings settings) {
    this.api = api;
    this.images = new Images(api, new RegistryCredentials(settings));
    this.networks = new Networks(api);
    this.volumes = new Volumes(api);
  }

  /// Finds the engine that a person with this environment means, and asks it which version of the
  /// API to speak.
  ///
  /// Throws [dev.taskdock.engine.EngineFailure.Unreachable], whose message names what was tried.
  public static DockerEngine open(Map<String, String> environment) {
    return new DockerEngine(
        Greeting.find(DockerEndpoints.of(environment)), DockerEndpoints.settings(environment));
  }

  @Override
  public EngineFacts facts() {
    return Facts.of(api);
  }

  @Override
  public Optional<ImageFacts> image(ImageReference image) {
    return images.find(image);
  }

  @Override
  public ImageFacts pull(
      ImageReference image,
      Optional<String> platform,
      Optional<RegistryLogin> login,
      Consumer<ImageProgress> progress) {
    return images.pull(image, platform, login, progress);
  }

  @Override
  public String push(ImageReference image, Consumer<ImageProgress> progress) {
    return images.push(image, progress);
  }

  @Override
  public ImageFacts build(BuildSpec spec, Consumer<ImageProgress> progress) {
    return images.build(spec, progress);
  }

  @Override
  public List<NetworkFacts> networks() {
    return networks.with(Map.of());
  }

  @Override
  public String createNetwork(NetworkSpec spec) {
    return networks.create(spec);
  }

  @Override
  public void removeNetwork(String id) {
    networks.remove(id);
  }

  @Override
  public VolumeFacts createVolume(VolumeSpec spec) {
    return volumes.create(spec);
  }

  @Override
  public void removeVolume(String name) {
    volumes.remove(name);
  }

  @Override
  public String create(ContainerSpec spec) {
    var path =
        ApiPath.of("/containers/create")
            .with("name", spec.name())
            .with("platform", spec.platform());
    var subject = new Subject.OneImage(spec.image().text(), false);
    return api.post(path, ContainerBody.of(spec), subject).at("Id").text();
  }

  @Override
  public void write(String id, String path, byte[] content) {
    int slash = path.lastIndexOf('/');
    api.put(
        container(id, "/archive").with("path", path.substring(0, slash + 1)),
        SmallTar.of(path.substring(slash + 1), content),
        subject(id));
  }

  @Override
  public void start(String id) {
    api.post(container(id, "/start"), subject(id));
  }

  @Override
  public void stop(String id, Duration timeout) {
    long seconds = timeout.plusNanos(999_999_999).toSeconds();
    api.post(container(id, "/stop").with("t", Long.toString(seconds)), subject(id));
  }

  @Override
  public void signal(String id, String signal) {
    try {
      api.post(container(id, "/kill").with("signal", signal), subject(id));
    } catch (EngineException e) {
      if (!e.failure().message().contains("is not running")) {
        throw e;
      }
    }
  }

  @Override
  public void remove(String id) {
    try {
      api.delete(container(id, "?force=1&v=1"), subject(id));
    } catch (EngineException e) {
      if (e.failure().message().contains("is already in progress")) {
        awaitRemoval(id);
      } else if (!(e.failure() instanceof EngineFailure.NoSuchContainer)) {
        throw e;
      }
    }
  }

  /// Returns when whoever removes the container has done so: until then its volumes are in use.
  private void awaitRemoval(String id) {
    try {
      api.post(container(id, "/wait").with("condition", "removed"), subject(id));
    } catch (EngineException e) {
      if (!(e.failure() instanceof EngineFailure.NoSuchContainer)) {
        throw e;
      }
    }
  }

  @Override
  public ContainerSnapshot inspect(String id) {
    return Snapshots.inspected(api.get(container(id, "/json"), subject(id)));
  }

  @Override
  public ContainerDetail detail(String id) {
    return Snapshots.detailed(api.get(container(id, "/json?size=1"), subject(id)));
  }

  @Override
  public List<ContainerSnapshot> containers(Map<String, String> labels) {
    var path = ApiPath.of("/containers/json?all=1").labelled(labels);
    return api.get(path, Subject.WHOLE).items().stream().map(Snapshots::listed).toList();
  }

  @Override
  public List<NetworkFacts> networks(Map<String, String> labels) {
    return networks.with(labels);
  }

  @Override
  public List<VolumeFacts> volumes(Map<String, String> labels) {
    return volumes.with(labels);
  }

  @Override
  public Subscription events(
      Map<String, String> labels, Consumer<EngineEvent> sink, Consumer<EngineException> lost) {
    return EventSubscription.to(api, labels, sink, lost);
  }

  @Override
  public Subscription attach(String id, boolean terminal, LogSink sink) {
    return AttachSubscription.to(api, id, terminal, sink);
  }

  @Override
  public Subscription logs(String id, LogRequest request, LogSink sink) {
    return LogSubscription.to(api, id, request, sink);
  }

  @Override
  public Subscription stats(String id, Consumer<String> samples) {
    return StatsSubscription.to(api, id, samples);
  }

  @Override
  public int exec(String id, ExecSpec spec) {
    return new ExecSession(api, spec).run(id);
  }

  @Override
  public void close() {
    api.transport().close();
  }

  private static ApiPath container(String id, String rest) {
    return ApiPath.of("/containers/" + id + rest);
  }

  private static Subject subject(String id) {
    return new Subject.OneContainer(id);
  }
}
