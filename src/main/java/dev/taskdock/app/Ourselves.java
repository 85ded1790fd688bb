package dev.taskdock.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command line that starts this program again.
public final class Ourselves {
  private Ourselves() {}

  /// The same Java, the same classes, other arguments.
  public static List<String> with(List<String> arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path", ""),
                "-Dtaskdock.home=" + System.getProperty("taskdock.home", ""),
                "dev.taskdock.cli.Main"));
    command.addAll(arguments);
    return command;
  }
}
