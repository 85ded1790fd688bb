package dev.taskdock.app;

import dev.taskdock.control.ImageSupply;
import dev.taskdock.control.ProvisionException;
import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ImageFacts;
import dev.taskdock.engine.Labels;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RegistryLogin;
import dev.taskdock.model.RuntimePlatform;
import dev.taskdock.model.SecretReference;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.secrets.Unavailable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Images from the engine's own store, a registry, or the `build:` section of `taskdock.yaml`.
///
/// An image of `build:` is built when the engine lacks it or when what it is built from has changed
/// since: the hash of its context is a label on it.
///
/// The secret of `repositoryCredentials` is asked for where there is something to pull, and for
/// that pull: an image at hand needs none.
final class ImageStore implements ImageSupply {
  private final Engine engine;
  private final RunRequest request;
  private final RunListener listener;
  private final Map<String, ImageBuild> builds;
  private final Map<ImageReference, Boolean> warned = new ConcurrentHashMap<>();
  private final Map<ImageReference, Boolean> pulled = new ConcurrentHashMap<>();

  ImageStore(Engine engine, RunRequest request, RunListener listener) {
    this.engine = engine;
    this.request = request;
    this.listener = listener;
    this.builds =
        request.local().builds().stream()
            .collect(Collectors.toMap(b -> b.image().canonical(), b -> b, (_, b) -> b));
  }

  @Override
  public ImageFacts obtain(
      ImageReference image, Optional<SecretReference.Asm> credentials, RuntimePlatform platform) {
    var build = Optional.ofNullable(builds.get(image.canonical()));
    if (build.isPresent()) {
      return built(build.get());
    }
    var facts =
        switch (request.pull()) {
          case NEVER -> engine.image(image).orElseThrow(() -> notHere(image));
          case DEFAULT -> held(image).orElseGet(() -> pull(image, credentials, platform));
          case ALWAYS -> pull(image, credentials, platform);
        };
    warnOfPlatform(image, platform, facts);
    return facts;
  }

  /// Sees to it that there are the logins which the images of a task will be pulled with. On
  /// Fargate the whole task fails without one, and before any of its containers begins.
  ///
  /// @throws ProvisionException with the task's `stoppedReason`
  void prepare(TaskDefinition task) {
    for (var container : task.containers()) {
      container
          .options()
          .credentials()
          .filter(_ -> isPulled(container.image()))
          .ifPresent(this::login);
    }
  }

  private boolean isPulled(ImageReference image) {
    return switch (request.pull()) {
      case NEVER -> false;
      case DEFAULT -> !builds.containsKey(image.canonical()) && held(image).isEmpty();
      case ALWAYS -> !builds.containsKey(image.canonical());
    };
  }

  private Optional<ImageFacts> held(ImageReference image) {
    return engine.image(image).or(() -> SetUp.ofLauncher().image(engine, image, listener::noted));
  }

  /// Builds what has changed since it was built; the images that are others now.
  List<ImageReference> renewed() {
    return builds.values().stream()
        .filter(build -> {
          var before = engine.image(build.image()).map(ImageFacts::id);
          return !before.equals(Optional.of(built(build).id()));
        })
        .map(ImageBuild::image)
        .toList();
  }

  private ImageFacts pull(
      ImageReference image, Optional<SecretReference.Asm> credentials, RuntimePlatform platform) {
    var login = credentials.map(this::login);
    // A registry may take its time before it says anything.
    if (pulled.putIfAbsent(image, true) == null) {
      listener.noted("pulling " + image);
    }
    try {
      return engine.pull(
          image,
          request.platform().or(() -> Optional.of(platform.platform())),
          login,
          progress -> listener.progressed(image.text(), progress));
    } catch (EngineException e) {
      throw credentials.map(secret -> refused(e, secret)).orElse(e);
    }
  }

  private RegistryLogin login(SecretReference.Asm credentials) {
    try {
      return request.local().supply().login(credentials);
    } catch (Unavailable e) {
      throw new ProvisionException(e.why());
    }
  }

  /// The same, with whose login it was that the registry did not take.
  private static EngineException refused(EngineException e, SecretReference.Asm secret) {
    return e.failure() instanceof EngineFailure.ImageNotFound(var image, var message)
        ? new EngineException(
            new EngineFailure.ImageNotFound(
                image, message + "; the login was repositoryCredentials' " + secret.text()))
        : e;
  }

  private ImageFacts built(ImageBuild build) {
    var hash = ContextHash.of(build);
    var held = engine.image(build.image());
    if (held.isPresent() && hash.equals(held.get().labels().get(Labels.CONTEXT))) {
      return held.get();
    }
    SetUp.ofLauncher().before(build, engine, listener::noted);
    listener.noted("building " + build.image() + " from " + build.context());
    return engine.build(
        new BuildSpec(
            build.image(),
            Path.of(build.context()),
            build.dockerfile(),
            build.arguments(),
            build.target(),
            request.platform(),
            Map.of(Labels.CONTEXT, hash)),
        progress -> listener.progressed(build.image().text(), progress));
  }

  private void warnOfPlatform(ImageReference image, RuntimePlatform wanted, ImageFacts facts) {
    boolean differs = !facts.platform().startsWith(wanted.platform());
    if (differs && request.platform().isEmpty() && warned.putIfAbsent(image, true) == null) {
      listener.noted(
          "image %s is for %s; Fargate would run this task on %s"
              .formatted(image, facts.platform(), wanted.platform()));
    }
  }

  private static EngineException notHere(ImageReference image) {
    return new EngineException(
        new EngineFailure.ImageNotFound(
            image.text(), "the engine does not hold " + image + ", and --pull is never"));
  }
}
