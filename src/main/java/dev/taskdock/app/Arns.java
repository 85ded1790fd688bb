package dev.taskdock.app;

import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.TargetGroupName;

/// How load balancers and their groups are called in logs and dimensions, where AWS has an id in
/// each name. Here a name is enough, so the id is always the same.
final class Arns {
  private static final String ID = "0000000000000000";

  private Arns() {}

  /// `app/NAME/ID`.
  static String elb(LoadBalancerName balancer) {
    return "app/" + balancer + "/" + ID;
  }

  /// `net/NAME/ID`.
  static String net(LoadBalancerName balancer) {
    return "net/" + balancer + "/" + ID;
  }

  /// The id of a listener.
  static String listener() {
    return ID;
  }

  /// `targetgroup/NAME/ID`.
  static String group(TargetGroupName group) {
    return "targetgroup/" + group + "/" + ID;
  }

  /// The whole name of a load balancer.
  static String arn(LoadBalancerName balancer) {
    return "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/" + elb(balancer);
  }

  /// The whole name of a group.
  static String arn(TargetGroupName group) {
    return "arn:aws:elasticloadbalancing:us-east-1:000000000000:" + group(group);
  }
}
