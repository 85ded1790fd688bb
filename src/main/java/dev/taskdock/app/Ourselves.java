package dev.taskdock.app;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The command line that starts this program again.
public final class Ourselves {
  /// The commands that carry requests, for hours: what they do is compiled for good.
  private static final Set<String> SERVING = Set.of("up", "lb", "test");

  private Ourselves() {}

  /// The same Java, the same classes, other arguments; the flags are those that the launcher gives
  /// (`scripts/lib/build.sh`).
  ///
  /// @param arguments a command and what belongs to it
  public static List<String> with(List<String> arguments) {
    var classPath = System.getProperty("java.class.path", "");
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin", "java").toString());
    command.addAll(
        List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xss512k", "-Xmx128m", "-Xlog:disable"));
    command.add("--enable-native-access=ALL-UNNAMED");
    var kind = kind(arguments);
    if (kind.equals("serve")) {
      command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-Xms16m", "-Xmn8m"));
    } else {
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xms32m", "-Xmn16m"));
    }
    if (hasHugePages()) {
      command.add("-XX:+UseTransparentHugePages");
    }
    command.addAll(List.of("-cp", classPath));
    command.add("-Dtaskdock.home=" + System.getProperty("taskdock.home", ""));
    SetUp.ofLauncher().argument().ifPresent(command::add);
    // The cache lies beside our jar: who sweeps after a kill has no time to lose.
    var cache = Path.of(classPath.split(File.pathSeparator, 2)[0]).resolveSibling(kind + ".aot");
    if (Files.isReadable(cache)) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.add("dev.taskdock.cli.Main");
    command.addAll(arguments);
    return command;
  }

  /// Whether this kernel has any for a young heap; where it has none, the JVM would say so on
  /// stdout.
  private static boolean hasHugePages() {
    try {
      var mode = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
      return mode.contains("[always]") || mode.contains("[madvise]");
    } catch (IOException _) {
      return false;
    }
  }

  private static String kind(List<String> arguments) {
    var first = arguments.isEmpty() ? "" : arguments.getFirst();
    return SERVING.contains(first) ? "serve" : first.equals("run") ? "run" : "ask";
  }
}
