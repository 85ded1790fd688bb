/// Services in the words of CreateService; load balancers, listeners, rules and target groups in
/// those of Elastic Load Balancing.
///
/// ```yaml
/// loadBalancers:
///   web:
///     Listeners:
///       - Protocol: HTTP
///         Port: 80
///         DefaultActions: [{Type: forward, TargetGroupArn: app}]
/// targetGroups:
///   app: {Port: 80, Targets: ["127.0.0.1:3000"]}
/// services:
///   - {serviceName: app, taskDefinition: ./taskdef.json, desiredCount: 2}
/// ```
///
/// Names and members are AWS's own, so what `describe-rules` prints can be pasted; only what AWS
/// links by ARNs (a listener to its load balancer, a rule to its listener, a target to its group)
/// stands inside what it belongs to, and a name is as good as an ARN.
/// [dev.taskdock.input.service.Shape] lists all members; the JSON Schema of `taskdock.yaml` has the
/// same ones, which a test sees to.
///
/// What AWS refuses is refused, with its own words where they are known.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.service;
