package dev.taskdock.app;

import dev.taskdock.model.HookStandIn;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.secrets.Supply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What stands on the laptop for things that AWS has.
///
/// @param builds how to build images, for those of a registry
/// @param supply values and files, for those of Parameter Store, Secrets Manager and S3
/// @param volumes folders, for the task's volumes of these names
/// @param network the VPC around the tasks, where one is declared
/// @param hooks what is asked in the place of functions, by their ARNs or names
/// @param aws AWS itself, where it is asked for what is not here
public record Local(
    List<ImageBuild> builds,
    Supply supply,
    Map<String, Path> volumes,
    Optional<Network> network,
    Map<String, HookStandIn> hooks,
    Optional<Aws> aws) {
  /// Nothing.
  public static final Local NONE = new Local(List.of(), Supply.NONE, Map.of(), Optional.empty());

  /// Without a network, and without what services want.
  public Local(
      List<ImageBuild> builds, Supply supply, Map<String, Path> volumes, Optional<Aws> aws) {
    this(builds, supply, volumes, Optional.empty(), Map.of(), aws);
  }

  public Local {
    builds = List.copyOf(builds);
    volumes = Map.copyOf(volumes);
    hooks = Map.copyOf(hooks);
  }

  /// The same with another supply of values.
  public Local with(Supply other) {
    return new Local(builds, other, volumes, network, hooks, aws);
  }

  /// The same with more images to build.
  public Local with(List<ImageBuild> more) {
    var all = new ArrayList<>(builds);
    all.addAll(more);
    return new Local(all, supply, volumes, network, hooks, aws);
  }

  /// The same in another network.
  public Local with(Network other) {
    return new Local(builds, supply, volumes, Optional.of(other), hooks, aws);
  }

  /// The same with AWS at hand, for roles.
  public Local with(Aws other) {
    return new Local(builds, supply, volumes, network, hooks, Optional.of(other));
  }

  /// The same, where AWS is asked for what `supply` has not.
  public Local asking(Aws other) {
    return new Local(builds, supply.asking(other), volumes, network, hooks, Optional.of(other));
  }
}
