/// taskdock runs an ECS/Fargate task definition on a laptop the way Fargate runs it.
///
/// The program holds **two values**: what was declared ([dev.taskdock.state.Desired]) and what is
/// known ([dev.taskdock.state.Observed]). Everything it does is a pure function of those two and
/// the time. One function yields actions for the container engine
/// ([dev.taskdock.reconcile.Reconciler]); the others yield what is shown or served. `Observed`
/// changes in two ways only: an event arrived, or an action was begun.
///
/// ```
/// files ──▶ input ──▶ Desired ─┐                              ┌─▶ Ruleset ──▶ the namespace's filter
///                              │                              ├─▶ Directory ▶ the name server
///                              ├─▶ pure functions of          ├─▶ holds   ──▶ the screen
/// engine ─▶ events ─▶ Observed ┘   (Desired, Observed, now) ──┴─▶ actions ─▶ engine
/// ```
///
/// A reader's path: [dev.taskdock.state.Observed], [dev.taskdock.state.Event],
/// [dev.taskdock.reconcile.Reconciler], [dev.taskdock.reconcile.StartOrder],
/// [dev.taskdock.control.Loop], [dev.taskdock.launch.ContainerSpecs], [dev.taskdock.engine.Engine],
/// [dev.taskdock.problem.Diagnostic], [dev.taskdock.app.Taskdock]. Smoke tests are values of
/// [dev.taskdock.probe] that [dev.taskdock.smoke.SmokeTest] tries. Who is there, at a listener that
/// asks, is the business of [dev.taskdock.signin.Porter]; whether a deployment may go on, at a
/// lifecycle hook, that of [dev.taskdock.hooks.StandIns]. Who may use whom is a diagram that a test
/// executes: `src/test/resources/architecture.puml`.
@org.jspecify.annotations.NullMarked
package dev.taskdock;
