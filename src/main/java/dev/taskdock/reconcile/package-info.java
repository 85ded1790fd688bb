/// Pure decisions: (Desired, Observed, now) → what may be done now, and what waits for what.
///
/// [dev.taskdock.reconcile.Reconciler#decide] is the table of contents. Each rule is a small
/// function in a file of its own: [dev.taskdock.reconcile.StartOrder] (what may start),
/// [dev.taskdock.reconcile.Dependencies] (when a `dependsOn` holds),
/// [dev.taskdock.reconcile.StopOrder] (what may stop, and when the namespace goes).
///
/// Which tasks a service has is decided before that, by
/// [dev.taskdock.reconcile.ServiceScheduler#decide], again a table of contents: whether a
/// deployment starts ([dev.taskdock.reconcile.DeploymentStart]), what has become of its tasks
/// ([dev.taskdock.reconcile.Milestones], [dev.taskdock.reconcile.Phase]), whether it is called off
/// ([dev.taskdock.reconcile.CircuitBreaker], [dev.taskdock.reconcile.AlarmWatch],
/// [dev.taskdock.reconcile.HookWatch]), which tasks are launched and stopped
/// ([dev.taskdock.reconcile.Rollout], [dev.taskdock.reconcile.DesiredCount],
/// [dev.taskdock.reconcile.Replacement], [dev.taskdock.reconcile.Backoff]; or, where the traffic of
/// an older deployment is taken over, [dev.taskdock.reconcile.BlueGreen]), how one leaves
/// ([dev.taskdock.reconcile.Drain]), when it is done ([dev.taskdock.reconcile.Steady]), and what is
/// told of it ([dev.taskdock.reconcile.Texts]). These decisions need no engine, so they are no
/// actions: they are written down in what is known, and a launched task is from then on a task like
/// any other.
///
/// How many tasks a service should have of its own accord, [dev.taskdock.reconcile.AutoScaling]
/// says to whoever has samples of its metrics; that is then asked for like a user's scaling.
///
/// A plan holds next steps only, no future: the order in which a task starts emerges from repeated
/// turns, each of which sees the world as it is. Why not a graph of operations? It would freeze
/// beliefs; a task lives for hours and every exit changes them.
///
/// Every action says why it is taken, every container that waits says for what
/// ([dev.taskdock.reconcile.Hold]): that is what the screen and `ps` show.
///
/// Source of the rules: the agent's dependency graph and task manager (START, COMPLETE, SUCCESS,
/// HEALTHY, startTimeout, reverse stop order, essential).
@org.jspecify.annotations.NullMarked
package dev.taskdock.reconcile;
