package dev.taskdock.reconcile;

/// The pause before the next start after tasks that never ran.
///
/// Tasks that fail after they were RUNNING are started again at once. A task that runs, or another
/// deployment, ends the pauses.
///
/// Source: "Amazon ECS service throttle logic"; how the pause grows is
/// [dev.taskdock.state.Throttle]'s.
final class Backoff {
  private Backoff() {}

  /// Takes note of a task that never ran.
  static void failed(ServiceDraft draft) {
    var before = draft.throttle();
    draft.throttle(before.failed(draft.now(), draft.tempo().longestThrottle()));
    if (draft.throttle().isImpaired() && !before.isImpaired()) {
      draft.notices().tell(Texts.IMPAIRED);
    }
  }

  /// Whether a task may be launched now.
  static boolean isOver(ServiceDraft draft) {
    return draft.isPast(draft.throttle().until());
  }
}
