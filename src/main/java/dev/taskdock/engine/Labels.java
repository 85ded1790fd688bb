package dev.taskdock.engine;

/// The labels by which we find our things again: containers, networks, volumes and images.
///
/// They are the only record there is. A program of another version reads them too, so a name once
/// given keeps its meaning.
public final class Labels {
  /// How all of them begin; what a definition sets of its own does not.
  public static final String PREFIX = "dev.taskdock.";

  /// The project a thing belongs to.
  public static final String PROJECT = "dev.taskdock.project";

  /// The run of taskdock that made it: what one process owns and sweeps.
  public static final String RUN = "dev.taskdock.run";

  /// The task's id.
  public static final String TASK = "dev.taskdock.task";

  /// `family:revision` of the task's definition.
  public static final String DEFINITION = "dev.taskdock.task-definition";

  /// The container's name in its definition; absent on the holder.
  public static final String CONTAINER = "dev.taskdock.container";

  /// `true` where the task ends with this container.
  public static final String ESSENTIAL = "dev.taskdock.essential";

  /// Seconds from the stop signal to SIGKILL.
  public static final String STOP_TIMEOUT = "dev.taskdock.stop-timeout";

  /// Seconds that dependents wait for this container, where there is such a limit.
  public static final String START_TIMEOUT = "dev.taskdock.start-timeout";

  /// What this container depends on, as in `db:HEALTHY,log:START`: stopped in the reverse order.
  public static final String DEPENDS_ON = "dev.taskdock.depends-on";

  /// On a holder, all containers of its task, what each depends on and its image.
  public static final String CONTAINERS = "dev.taskdock.containers";

  /// What the thing is: `holder`, `container`, `network` or `volume`.
  public static final String ROLE = "dev.taskdock.role";

  /// `true` where ended containers stay for a look.
  public static final String KEEP = "dev.taskdock.keep";

  /// On an image that taskdock built: the hash of what it was built from.
  public static final String CONTEXT = "dev.taskdock.context";

  /// Where the file was read from.
  public static final String FILE = "dev.taskdock.file";

  /// On a holder: where the metadata of its task is served, as `address:port`.
  public static final String METADATA = "dev.taskdock.metadata";

  /// The name of the service that launched the task, absent on those of `run`.
  public static final String SERVICE = "dev.taskdock.service";

  /// The id of the service's deployment that the task belongs to.
  public static final String DEPLOYMENT = "dev.taskdock.deployment";

  /// The fingerprint of what that deployment brings out.
  public static final String REVISION = "dev.taskdock.revision";

  /// The target groups that the task is registered in, see `launch.Belonging`.
  public static final String TARGETS = "dev.taskdock.targets";

  /// The id of the credentials of the task's role, which is in its environment too.
  public static final String CREDENTIALS = "dev.taskdock.credentials";

  private Labels() {}
}
