package dev.taskdock.launch;

import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Dependency;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.TaskDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The containers of a task as its holder's label lists them, so that another terminal also knows
/// those that the engine does not have yet, what they wait for and which image they need.
///
/// ```
/// nginx!(php-fpm:HEALTHY,init:SUCCESS)=nginx:1.27 php-fpm!=shop/php init=busybox
/// ```
///
/// An exclamation mark follows the name of an essential one.
public final class Lineup {
  private static final Pattern ENTRY =
      Pattern.compile("([A-Za-z0-9_-]+)(!?)(?:\\(([^)]*)\\))?(?:=(.*))?");

  private Lineup() {}

  /// One container of the list.
  ///
  /// @param image empty where the label names none
  public record Entry(
      ContainerName name,
      boolean essential,
      List<Dependency> dependencies,
      Optional<ImageReference> image) {
    public Entry {
      dependencies = List.copyOf(dependencies);
    }
  }

  /// The label of a definition's holder.
  static String of(TaskDefinition definition) {
    return definition.containers().stream().map(Lineup::text).collect(Collectors.joining(" "));
  }

  /// The label of one container's dependencies.
  static String of(List<Dependency> dependencies) {
    return dependencies.stream()
        .map(d -> d.container() + ":" + d.condition())
        .collect(Collectors.joining(","));
  }

  /// The containers that a label lists; what is none of ours is left out.
  public static List<Entry> parse(String label) {
    return Arrays.stream(label.split(" "))
        .map(ENTRY::matcher)
        .filter(Matcher::matches)
        .filter(entry -> ContainerName.isValid(entry.group(1)))
        .map(entry ->
            new Entry(
                new ContainerName(entry.group(1)),
                !entry.group(2).isEmpty(),
                dependencies(Optional.ofNullable(entry.group(3)).orElse("")),
                Optional.ofNullable(entry.group(4)).flatMap(ImageReference::parse)))
        .toList();
  }

  /// The dependencies that a label of one container lists.
  public static List<Dependency> dependencies(String label) {
    return Arrays.stream(label.split(",")).flatMap(text -> dependency(text).stream()).toList();
  }

  private static Optional<Dependency> dependency(String text) {
    int colon = text.indexOf(':');
    return colon > 0 && ContainerName.isValid(text.substring(0, colon))
        ? Arrays.stream(DependencyCondition.values())
            .filter(condition -> condition.name().equals(text.substring(colon + 1)))
            .map(
                condition -> new Dependency(new ContainerName(text.substring(0, colon)), condition))
            .findFirst()
        : Optional.empty();
  }

  private static String text(ContainerDefinition container) {
    var dependencies = of(container.dependencies());
    return container.name()
        + (container.essential() ? "!" : "")
        + (dependencies.isEmpty() ? "" : "(" + dependencies + ")")
        + "="
        + container.image();
  }
}
