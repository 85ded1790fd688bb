package dev.taskdock.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a container's standard streams are.
///
/// @param terminal whether they are a terminal; standard error is then one with standard output
/// @param openInput whether standard input stays open though nobody writes to it
/// @param logDriver who keeps the output
/// @param logOptions that driver's; the printed form shows names only
public record Streams(
    boolean terminal, boolean openInput, String logDriver, Map<String, String> logOptions) {
  /// Pipes, no input, and output that can be read back. An engine's own default may be a driver
  /// that cannot.
  ///
  /// `json-file` keeps text: a byte that is no UTF-8 is the replacement character before anybody
  /// can read it. `local` keeps bytes, but Docker 20.10 forgets the line ends of lines above 16 KiB
  /// with it, it drops what is older than 100 MB, and not every engine has it.
  public static final Streams DEFAULT = new Streams(false, false, "json-file", Map.of());

  public Streams {
    logOptions = Collections.unmodifiableMap(new LinkedHashMap<>(logOptions));
  }

  @Override
  public String toString() {
    return "Streams[terminal=%s, openInput=%s, %s%s]"
        .formatted(terminal, openInput, logDriver, logOptions.keySet());
  }
}
