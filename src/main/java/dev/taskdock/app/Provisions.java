package dev.taskdock.app;

import static java.util.Objects.requireNonNull;

import dev.taskdock.control.ProvisionException;
import dev.taskdock.control.Provisioner;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Environment;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.model.TaskId;
import dev.taskdock.secrets.Supply;
import dev.taskdock.secrets.Unavailable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The variables of a run's containers, from all their sources.
///
/// Who wins, the first first: the platform's own variables, secrets, `environment` with what the
/// command line changed, environment files in the order listed, the image.
///
/// Source: the agent's order of merging (use-environment-file; container.go).
final class Provisions implements Provisioner {
  /// Sets the platform's own variables, which win over all others.
  @FunctionalInterface
  interface Platform {
    /// Sets none.
    Platform NONE = (_, _, own) -> own;

    /// What a container gets in the end.
    Environment over(TaskId task, ContainerDefinition container, Environment own);
  }

  private final Supply supply;
  private final Predicate<String> assumable;
  private final Consumer<TaskDefinition> logins;
  private final Platform platform;
  private final Map<TaskId, Map<ContainerName, Supply.Fetched>> fetched = new ConcurrentHashMap<>();

  /// @param assumable whether there are credentials for a role, an ARN or a name
  /// @param logins sees to it that there are those that a task's images are pulled with
  Provisions(
      Supply supply,
      Predicate<String> assumable,
      Consumer<TaskDefinition> logins,
      Platform platform) {
    this.supply = supply;
    this.assumable = assumable;
    this.logins = logins;
    this.platform = platform;
  }

  @Override
  public void prepare(TaskId task, TaskDefinition definition) {
    var role = definition.options().taskRole();
    if (role.isPresent() && !assumable.test(role.get())) {
      throw new ProvisionException(
          "ECS was unable to assume the role '"
              + role.get()
              + "' that was provided for this task. Please verify that the role being passed has"
              + " the proper trust relationship and permissions and that your IAM user has"
              + " permissions to pass this role.");
    }
    try {
      fetched.put(task, supply.fetch(definition));
    } catch (Unavailable e) {
      throw new ProvisionException(e.why());
    }
    logins.accept(definition);
  }

  @Override
  public Environment environment(TaskId task, ContainerDefinition container) {
    var elsewhere = requireNonNull(requireNonNull(fetched.get(task)).get(container.name()));
    var own =
        new Environment(elsewhere.ofFiles())
            .with(container.environment().variables())
            .with(elsewhere.secretTexts());
    return platform.over(task, container, own);
  }
}
