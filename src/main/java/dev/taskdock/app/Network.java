package dev.taskdock.app;

import dev.taskdock.model.AwsVpcConfiguration;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.Vpc;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The network around tasks, where one is declared.
///
/// @param declared empty where only names are
/// @param standalone where tasks lie that no service launches
/// @param declaredNames empty where no names are
public record Network(
    Optional<Vpc> declared,
    Optional<AwsVpcConfiguration> standalone,
    Optional<CloudMap> declaredNames) {
  /// The VPC; one without anything where none is declared.
  public Vpc vpc() {
    return declared.orElseGet(() -> new Vpc(Optional.empty(), List.of(), Map.of()));
  }

  /// The names it has.
  public CloudMap names() {
    return declaredNames.orElseGet(CloudMap::none);
  }
}
