package dev.taskdock.app;

import dev.taskdock.control.ImageSupply;
import dev.taskdock.engine.BuildSpec;
import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.ImageFacts;
import dev.taskdock.engine.Labels;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RuntimePlatform;
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
  public ImageFacts obtain(ImageReference image, RuntimePlatform platform) {
    var build = Optional.ofNullable(builds.get(image.canonical()));
    if (build.isPresent()) {
      return built(build.get());
    }
    var facts =
        switch (request.pull()) {
          case NEVER -> engine.image(image).orElseThrow(() -> notHere(image));
          case DEFAULT ->
              engine
                  .image(image)
                  .or(() -> SetUp.ofLauncher().image(engine, image, listener::noted))
                  .orElseGet(() -> pull(image, platform));
          case ALWAYS -> pull(image, platform);
        };
    warnOfPlatform(image, platform, facts);
    return facts;
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

  private ImageFacts pull(ImageReference image, RuntimePlatform platform) {
    // A registry may take its time before it says anything.
    if (pulled.putIfAbsent(image, true) == null) {
      listener.noted("pulling " + image);
    }
    return engine.pull(
        image,
        request.platform().or(() -> Optional.of(platform.platform())),
        progress -> listener.progressed(image.text(), progress));
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
