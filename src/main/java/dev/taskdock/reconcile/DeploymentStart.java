package dev.taskdock.reconcile;

import dev.taskdock.model.ServiceRevision;

/// Whether a deployment starts: when another revision is asked for than was asked for last.
///
/// After a rollback the revision that failed is still the one asked for; that starts nothing.
final class DeploymentStart {
  private DeploymentStart() {}

  static void decide(ServiceDraft draft, ServiceRevision askedBefore) {
    if (!draft.service().revision().equals(askedBefore)) {
      draft.begin(draft.newDeployment(draft.service().revision()));
    }
  }
}
