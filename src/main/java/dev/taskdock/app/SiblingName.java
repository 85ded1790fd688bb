package dev.taskdock.app;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.TaskDefinition;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/// A container looked for another one of its task by its name, and found nobody.
///
/// That works in compose, where containers have names; on Fargate the containers of a task share
/// one address, and have none. Programs say it in words of their own; here they are recognised.
///
/// @param looking who looked
/// @param sibling the name that was looked for
/// @param port the port beside it, where the line has one
/// @param at the file and line in the container that the program blames, as nginx does
/// @param line what was printed
public record SiblingName(
    ContainerName looking,
    ContainerName sibling,
    OptionalInt port,
    Optional<Blamed> at,
    String line) {
  private static final Pattern NOT_FOUND =
      Pattern.compile(
          "host not found|could not be resolved|name or service not known|nodename nor servname"
              + "|enotfound|no such host|temporary failure in name resolution|unknown ?host"
              + "|getaddrinfo|could not resolve|name does not resolve|no address associated"
              + "|failed to resolve|could not translate host name|name resolution",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern BLAMED = Pattern.compile(" in (/[^\\s:]+):(\\d{1,7})\\b");

  /// A line of a file in a container.
  public record Blamed(String path, int line) {}

  /// The first line among what `looking` printed that tells of such a look-up.
  ///
  /// @param output lines, in order
  public static Optional<SiblingName> in(
      TaskDefinition definition, ContainerName looking, Collection<String> output) {
    var siblings =
        definition.containers().stream()
            .map(c -> c.name())
            .filter(n -> !n.equals(looking))
            .toList();
    return output.stream()
        .filter(line -> NOT_FOUND.matcher(line).find())
        .flatMap(line -> in(line, looking, siblings).stream())
        .findFirst();
  }

  private static Optional<SiblingName> in(
      String line, ContainerName looking, List<ContainerName> siblings) {
    for (var sibling : siblings) {
      var name = Pattern.quote(sibling.name());
      var matcher =
          Pattern.compile("(?<![\\w.-])" + name + "(?![\\w-]|\\.\\w)(?::(\\d{1,5}))?")
              .matcher(line);
      if (matcher.find()) {
        return Optional.of(
            new SiblingName(
                looking,
                sibling,
                matcher.group(1) == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(Integer.parseInt(matcher.group(1))),
                blamed(line),
                line));
      }
    }
    return Optional.empty();
  }

  private static Optional<Blamed> blamed(String line) {
    var matcher = BLAMED.matcher(line);
    return matcher.find()
        ? Optional.of(new Blamed(matcher.group(1), Integer.parseInt(matcher.group(2))))
        : Optional.empty();
  }

  /// What was meant: the address that all containers of the task share.
  public String instead() {
    return "127.0.0.1" + (port.isPresent() ? ":" + port.getAsInt() : "");
  }

  /// What was written: the name, and the port where it is known.
  public String written() {
    return sibling + (port.isPresent() ? ":" + port.getAsInt() : "");
  }

  /// One line that says what to change.
  public String explanation() {
    return "%s looks for %s by its name; the containers of a task have one address and no names on Fargate: use %s"
        .formatted(looking, sibling, instead());
  }
}
