package dev.taskdock.app;

import dev.taskdock.engine.EngineFacts;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The highest resource limits that the engine can give to a process of a container.
///
/// An engine with root's usual rights raises limits as it likes, and so does one in a virtual
/// machine. One without CAP_SYS_RESOURCE gives at most what it has itself; asked for more, it does
/// not start the container.
final class Ceilings {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Set<String> ENGINES = Set.of("dockerd", "containerd", "podman");
  private static final long CAP_SYS_RESOURCE = 1L << 24;
  private static final Pattern CAPABILITIES =
      Pattern.compile("^CapEff:\\s*([0-9a-f]{1,16})$", Pattern.MULTILINE);

  /// A row of the kernel's table: what, soft, hard, unit.
  private static final Pattern ROW =
      Pattern.compile("^Max (.{20}) +\\S+ +([0-9]+)\\b.*$", Pattern.MULTILINE);

  /// The kernel's name of each, and that of `ulimits`.
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("cpu time", "cpu"),
          Map.entry("file size", "fsize"),
          Map.entry("data size", "data"),
          Map.entry("stack size", "stack"),
          Map.entry("core file size", "core"),
          Map.entry("resident set", "rss"),
          Map.entry("processes", "nproc"),
          Map.entry("open files", "nofile"),
          Map.entry("locked memory", "memlock"),
          Map.entry("file locks", "locks"),
          Map.entry("pending signals", "sigpending"),
          Map.entry("msgqueue size", "msgqueue"),
          Map.entry("nice priority", "nice"),
          Map.entry("realtime priority", "rtprio"),
          Map.entry("realtime timeout", "rttime"));

  private Ceilings() {}

  /// Those of an engine, by the name `ulimits` gives them; what is not named has none.
  static Map<String, Long> of(EngineFacts engine) {
    if (!Laptop.isOnOurKernel(engine)) {
      return Map.of();
    }
    return engine.rootless() ? ofOurselves() : ofRoot();
  }

  /// An engine without root is a program of ours and has what we have.
  private static Map<String, Long> ofOurselves() {
    try {
      return read(Files.readString(PROCESSES.resolve("self/limits")));
    } catch (IOException _) {
      return Map.of();
    }
  }

  private static Map<String, Long> ofRoot() {
    try (var processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (var process : processes) {
        if (isEngine(process) && !mayRaise(Files.readString(process.resolve("status")))) {
          return read(Files.readString(process.resolve("limits")));
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // An engine that cannot be looked at is taken for a usual one.
    }
    return Map.of();
  }

  /// @param status the kernel's description of a process
  static boolean mayRaise(String status) {
    var capabilities = CAPABILITIES.matcher(status);
    return !capabilities.find()
        || (Long.parseUnsignedLong(capabilities.group(1), 16) & CAP_SYS_RESOURCE) != 0;
  }

  /// @param limits the kernel's table of the limits of a process
  static Map<String, Long> read(String limits) {
    var ceilings = new TreeMap<String, Long>();
    var row = ROW.matcher(limits);
    while (row.find()) {
      var name = NAMES.get(row.group(1).strip());
      if (name != null) {
        ceilings.put(name, Long.parseLong(row.group(2)));
      }
    }
    return ceilings;
  }

  private static boolean isEngine(Path process) {
    try {
      return ENGINES.contains(Files.readString(process.resolve("comm")).strip());
    } catch (IOException _) {
      // It has ended meanwhile.
      return false;
    }
  }
}
