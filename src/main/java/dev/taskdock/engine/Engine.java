package dev.taskdock.engine;

import dev.taskdock.model.ImageReference;
import dev.taskdock.model.RegistryLogin;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A container engine.
///
/// Every method blocks until the engine has answered and may be called from many threads at once.
/// Every method throws [EngineException] when the engine refuses or does not answer. Removing what
/// is not there any more succeeds.
public interface Engine extends AutoCloseable {
  /// What the engine says about itself.
  EngineFacts facts();

  /// What is known of an image the engine holds, empty where it holds none.
  Optional<ImageFacts> image(ImageReference image);

  /// Pulls an image from its registry; `platform` as in `linux/arm64`, empty for the engine's own.
  ///
  /// @param login who pulls; where it is empty, whoever the engine's user has logged in as
  ImageFacts pull(
      ImageReference image,
      Optional<String> platform,
      Optional<RegistryLogin> login,
      Consumer<ImageProgress> progress);

  /// Pushes an image to the registry that its name begins with, with the credentials that the
  /// engine's user has for it; [EngineFailure.ImageNotFound] where the engine holds none, or the
  /// registry does not let us.
  ///
  /// @return the digest it has there, `sha256:…`
  String push(ImageReference image, Consumer<ImageProgress> progress);

  /// Builds and tags an image.
  ImageFacts build(BuildSpec spec, Consumer<ImageProgress> progress);

  /// All networks the engine has, ours or not: their subnets are taken.
  List<NetworkFacts> networks();

  /// Makes a bridge network and returns its id; [EngineFailure.SubnetTaken] where its subnet
  /// overlaps.
  String createNetwork(NetworkSpec spec);

  /// Removes a network.
  void removeNetwork(String id);

  /// Makes a volume and says what it became. One of that name that exists already is left as it is.
  VolumeFacts createVolume(VolumeSpec spec);

  /// Removes a volume; refused while a container has it, running or not.
  void removeVolume(String name);

  /// Makes a container and returns its id; it does not run yet.
  String create(ContainerSpec spec);

  /// Writes a file of root's that all may read into a container that does not run yet.
  ///
  /// @param path absolute; its folder is there already, and writable
  void write(String id, String path, byte[] content);

  /// Starts a container. Its process may have ended already when this returns.
  void start(String id);

  /// Sends the stop signal, and SIGKILL after `timeout`; returns when the container has stopped.
  void stop(String id, Duration timeout);

  /// Sends a signal, as in `KILL` or `USR1`; a container that does not run is left alone.
  void signal(String id, String signal);

  /// Removes a container by force, with those of its volumes that have no name. Returns when it is
  /// gone, also where somebody else was about to remove it.
  void remove(String id);

  /// One container in detail.
  ContainerSnapshot inspect(String id);

  /// A closer look at a container, which costs the engine more.
  ContainerDetail detail(String id);

  /// All containers, running or not, that carry all of `labels`; an empty value means "any value".
  List<ContainerSnapshot> containers(Map<String, String> labels);

  /// Networks of ours that carry all of `labels`.
  List<NetworkFacts> networks(Map<String, String> labels);

  /// Volumes of ours that carry all of `labels`.
  List<VolumeFacts> volumes(Map<String, String> labels);

  /// Follows what happens to containers with all of `labels`, from the moment this returns.
  ///
  /// `sink` is called on one thread, in the engine's order. `lost` is called once if the stream
  /// breaks, never after close.
  Subscription events(
      Map<String, String> labels, Consumer<EngineEvent> sink, Consumer<EngineException> lost);

  /// Attaches to the two streams of a container that was created and not started yet, and hears all
  /// it prints from the moment this returns, byte for byte.
  ///
  /// The sink's `end` is called once: when the container has ended, or on close. A container that
  /// is removed before it was started may never end, so close is all that counts then. A container
  /// waits for whoever is attached and does not listen, as it would for a pipe.
  ///
  /// @param terminal whether it was made with a terminal: then there is one stream
  Subscription attach(String id, boolean terminal, LogSink sink);

  /// Reads what a container printed, from its beginning or its last lines, and follows it if asked.
  ///
  /// This is what the engine has kept of it, and engines keep text: bytes that are not UTF-8 may
  /// come as the replacement character.
  ///
  /// The sink's `end` is called once, when there is no more to come.
  Subscription logs(String id, LogRequest request, LogSink sink);

  /// Follows what a running container uses: one sample about every second, in the engine's own
  /// JSON, until it ends or the subscription is closed. Samples come on one thread.
  ///
  /// A container in the namespace of another shows that one's traffic.
  Subscription stats(String id, Consumer<String> samples);

  /// Runs a command in a running container and returns its exit code.
  int exec(String id, ExecSpec spec);

  /// Closes connections and threads; following subscriptions end.
  @Override
  void close();
}
