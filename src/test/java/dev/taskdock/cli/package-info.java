/// The program as a user meets it: commands in this process without an engine, and real processes
/// at a real one.
///
/// [dev.taskdock.cli.Workbench] gives a test a project of its own, writes task definitions, starts
/// [dev.taskdock.cli.TaskdockProcess]es and, however the test ends, ends them, removes what is left
/// and fails where anything was.
@org.jspecify.annotations.NullMarked
package dev.taskdock.cli;
