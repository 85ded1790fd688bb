package dev.taskdock.model;

import java.util.List;

/// `networkConfiguration.awsvpcConfiguration`: where the interface of a task lies and who guards
/// it.
///
/// @param subnets the names of the subnets it may lie in
/// @param securityGroups at most five; never empty, the default group where none is named
/// @param assignPublicIp whether it can be reached from outside, where a rule lets that in
public record AwsVpcConfiguration(
    List<String> subnets, List<GroupId> securityGroups, boolean assignPublicIp) {
  public AwsVpcConfiguration {
    subnets = List.copyOf(subnets);
    securityGroups = List.copyOf(securityGroups);
  }
}
