package dev.taskdock.app;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Explains the failure of a container that wanted a port which a sibling has.
///
/// All containers of a task share one set of ports, declared or not. The second one to bind gets
/// EADDRINUSE from the kernel and prints that in its own words; here they are recognised.
public final class PortConflict {
  private static final Pattern IN_USE =
      Pattern.compile(
          "address already in use|eaddrinuse|address in use|port is already in use",
          Pattern.CASE_INSENSITIVE);
  private static final List<Pattern> PORTS =
      List.of(
          // What follows must not be digits, or the time in front of a line would be an address.
          Pattern.compile("(?:\\d\\.\\d{1,3}|[\\]*]|::|localhost|\\s):(\\d{1,5})(?!\\d|[:.]\\d)"),
          Pattern.compile("',\\s*(\\d{1,5})\\)"),
          Pattern.compile("port\\s*[=:]?\\s*'?(\\d{1,5})", Pattern.CASE_INSENSITIVE),
          Pattern.compile("address '?(\\d{1,5})'?", Pattern.CASE_INSENSITIVE));

  private PortConflict() {}

  /// One line that explains the failure, empty where the output tells of no such thing.
  ///
  /// @param container the one that failed
  /// @param output its last lines
  /// @param running its siblings that ran at the time
  public static Optional<String> explain(
      TaskDefinition definition,
      ContainerName container,
      List<String> output,
      Set<ContainerName> running) {
    return output.stream()
        .filter(line -> IN_USE.matcher(line).find())
        .reduce((_, last) -> last)
        .map(line -> explanation(definition, container, port(line), running));
  }

  private static String explanation(
      TaskDefinition definition,
      ContainerName container,
      OptionalInt port,
      Set<ContainerName> running) {
    var siblings =
        definition.containers().stream()
            .filter(c -> !c.name().equals(container) && running.contains(c.name()))
            .toList();
    var declaring =
        siblings.stream()
            .filter(c -> port.isPresent() && declares(c, port.getAsInt()))
            .map(ContainerDefinition::name)
            .toList();
    var what = port.isPresent() ? "port " + port.getAsInt() : "its port";
    if (!declaring.isEmpty()) {
      return what + " is taken by container " + declaring.getFirst() + " in the same task";
    }
    return switch (siblings.size()) {
      case 0 -> what + " is taken by another process of the same container";
      case 1 -> what + " is taken by container " + siblings.getFirst().name() + " in the same task";
      default ->
          what
              + " is taken by another container in the same task: "
              + siblings.stream()
                  .map(c -> c.name().name())
                  .collect(Collectors.joining(" or ", "", ""));
    };
  }

  private static boolean declares(ContainerDefinition container, int port) {
    return container.ports().stream().anyMatch(p -> p.covers(port));
  }

  private static OptionalInt port(String line) {
    var text = line.toLowerCase(Locale.ROOT);
    return PORTS.stream()
        .flatMap(pattern -> pattern.matcher(text).results().map(PortConflict::number))
        .filter(n -> n > 0 && n < 65_536)
        .mapToInt(n -> n)
        .findFirst();
  }

  private static int number(MatchResult match) {
    return Integer.parseInt(match.group(1));
  }
}
