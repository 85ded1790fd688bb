package dev.taskdock.cli;

import java.io.PrintStream;
import java.util.Arrays;

/// The one report for a failure that is taskdock's own.
///
/// It names where, never what was in a variable: a stack of method names, no messages that could
/// hold a user's values.
final class OurFault {
  private static final int FRAMES = 12;

  private OurFault() {}

  static void report(PrintStream err, Throwable fault) {
    err.println(
        "taskdock " + Main.version() + ": this is a fault of taskdock's, not of your file.");
    err.println("  " + fault.getClass().getSimpleName());
    Arrays.stream(fault.getStackTrace()).limit(FRAMES).forEach(f -> err.println("    at " + f));
    err.println("Please report these lines, with the command you ran.");
  }
}
