/// Commands, screen, exit codes and `main`.
///
/// [dev.taskdock.cli.Main] answers `--version` before anything is loaded and hands the rest to
/// picocli. A command reads its files with `input`, shows every diagnostic at once, asks
/// [dev.taskdock.app.Taskdock] and renders what comes back: data to stdout, progress to stderr,
/// JSON where asked. Exit codes are in [dev.taskdock.cli.ExitCode]; only `Main` ends the process.
///
/// No command catches what it cannot explain: user mistakes are diagnostics, the world's failures
/// are one sentence about the engine, and everything else is ours and ends in one report (exit 70).
@org.jspecify.annotations.NullMarked
package dev.taskdock.cli;
