/// Pure decisions: (Desired, Observed, now) → what may be done now, and what waits for what.
///
/// [dev.taskdock.reconcile.Reconciler#decide] is the table of contents. Each rule is a small
/// function in a file of its own: [dev.taskdock.reconcile.StartOrder] (what may start),
/// [dev.taskdock.reconcile.Dependencies] (when a `dependsOn` holds),
/// [dev.taskdock.reconcile.StopOrder] (what may stop, and when the namespace goes).
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
