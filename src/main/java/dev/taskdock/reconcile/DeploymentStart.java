package dev.taskdock.reconcile;

import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.ServiceLoadBalancer;
import dev.taskdock.model.ServiceRevision;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.state.Deployment;
import dev.taskdock.state.TrafficShift;

/// Whether a deployment starts: when another revision is asked for than was asked for last.
///
/// After a rollback the revision that failed is still the one asked for; that starts nothing. A
/// deployment that takes over traffic registers its tasks in the other target group than what
/// serves now, any other in the same.
final class DeploymentStart {
  private DeploymentStart() {}

  static void decide(ServiceDraft draft, ServiceRevision askedBefore) {
    var asked = draft.service().revision();
    if (asked.equals(askedBefore)) {
      return;
    }
    boolean shifts =
        !(draft.service().deployment().strategy() instanceof DeploymentStrategy.Rolling);
    var serving = draft.completed().orElse(draft.primary());
    var begun = draft.newDeployment(beside(serving, asked, shifts));
    draft.begin(shifts ? begun.with(TrafficShift.first(draft.now())) : begun);
  }

  private static ServiceRevision beside(Deployment serving, ServiceRevision asked, boolean shifts) {
    var groups =
        serving.revision().loadBalancers().stream().map(ServiceLoadBalancer::targetGroup).toList();
    return asked.with(
        asked.loadBalancers().stream()
            .map(to -> groups.contains(shifts ? to.targetGroup() : other(to)) ? to.swapped() : to)
            .toList());
  }

  private static TargetGroupName other(ServiceLoadBalancer to) {
    return to.swapped().targetGroup();
  }
}
