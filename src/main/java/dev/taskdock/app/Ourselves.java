package dev.taskdock.app;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The command line that starts this program again.
public final class Ourselves {
  private Ourselves() {}

  /// The same Java, the same classes, other arguments.
  public static List<String> with(List<String> arguments) {
    var classPath = System.getProperty("java.class.path", "");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xss512k",
                "-Xmx128m",
                "-Xlog:disable",
                "-cp",
                classPath,
                "-Dtaskdock.home=" + System.getProperty("taskdock.home", "")));
    cache(classPath).ifPresent(cache -> command.add("-XX:AOTCache=" + cache));
    command.add("dev.taskdock.cli.Main");
    command.addAll(arguments);
    return command;
  }

  /// The AOT cache that the launcher made beside our jar: who sweeps after a kill has no time to
  /// lose.
  private static Optional<Path> cache(String classPath) {
    return Optional.ofNullable(
            Path.of(classPath.split(File.pathSeparator, 2)[0]).resolveSibling("taskdock.aot"))
        .filter(Files::isReadable);
  }
}
