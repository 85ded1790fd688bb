/// Task definition JSON into the model: both shapes AWS uses, and the mess of real files.
///
/// [dev.taskdock.input.taskdefinition.TaskDefinitionReader] reads what `register-task-definition`
/// takes and what `describe-task-definition` prints. It goes in three steps: [Shape] finds the
/// definition in the file; one small reader per member group ([Ports], [Mounts], [Logs], …) turns
/// members into values and tells what is wrong with each; rules over several containers ([Sums],
/// [Ports], [Waits]) look at all of them. Every mistake is told in one reading, with AWS's own
/// message where it is known, and only a definition without errors becomes a value.
///
/// What becomes of a member is said in one table, [dev.taskdock.input.taskdefinition.Vocabulary]:
/// honoured, approximated, ignored, or refused as on Fargate. Readers ask it by the place of the
/// object they read; [dev.taskdock.input.taskdefinition.Inventory] answers for a whole file, and
/// what is ignored is listed in the [dev.taskdock.input.taskdefinition.Reading], never dropped
/// silently. The `overrides` of RunTask are read by
/// [dev.taskdock.input.taskdefinition.TaskOverrideReader].
///
/// Why not one rule engine over the finished model: a broken file has no model, and the rules need
/// to point at what was written.
@org.jspecify.annotations.NullMarked
package dev.taskdock.input.taskdefinition;
