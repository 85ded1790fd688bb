package dev.taskdock.model;

import java.util.Set;

/// The alarms that call a deployment off.
///
/// Source: CreateService, `deploymentConfiguration.alarms`.
///
/// @param rollback whether what was completed before is brought back
public record DeploymentAlarms(Set<String> names, boolean enable, boolean rollback) {
  /// None.
  public static final DeploymentAlarms NONE = new DeploymentAlarms(Set.of(), false, false);

  public DeploymentAlarms {
    names = Set.copyOf(names);
  }

  /// Whether this alarm counts.
  public boolean watches(String name) {
    return enable && names.contains(name);
  }
}
