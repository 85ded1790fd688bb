package dev.taskdock.cli;

import dev.taskdock.model.ContainerName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Which of several services an option means: `--image web/app=mine:dev`, `-e web/app:DEBUG=1`.
///
/// Without a service an option means every service that has the container it names; without a
/// container, all of them. What is meant for none is left over.
final class Scope {
  private final List<String> services;
  private final Set<String> left = new HashSet<>();

  Scope(List<String> services, DefinitionOptions options) {
    this.services = services;
    left.addAll(options.images);
    left.addAll(options.environment);
  }

  /// The options that a service has, as they would be written for it alone.
  ///
  /// @param containers of its task definition
  DefinitionOptions of(String service, List<String> containers, DefinitionOptions options) {
    return options.with(
        options.images.stream().flatMap(o -> own(o, "=", service, containers)).toList(),
        options.environment.stream().flatMap(o -> own(o, ":", service, containers)).toList());
  }

  /// The options that no service has.
  List<String> left() {
    return left.stream().sorted().toList();
  }

  private Stream<String> own(String option, String end, String service, List<String> containers) {
    int at = option.indexOf(end);
    var before = at < 0 ? "" : option.substring(0, at);
    int slash = before.indexOf('/');
    boolean isScoped = slash > 0 && services.contains(before.substring(0, slash));
    var container = isScoped ? before.substring(slash + 1) : before;
    boolean isNamed = isScoped || isContainer(option, end, container);
    boolean isMeant =
        isScoped
            ? before.substring(0, slash).equals(service)
            : !isNamed || containers.contains(container) || isOfImages(option, end, container);
    if (isMeant) {
      left.remove(option);
      return Stream.of(isScoped ? option.substring(slash + 1) : option);
    }
    return Stream.empty();
  }

  /// Whether it is for images like a pattern, or of a repository, whose containers ever.
  private static boolean isOfImages(String option, String end, String before) {
    return end.equals("=") && option.contains("=") && !ContainerName.isValid(before);
  }

  /// A variable alone has its `=` before any colon, an image alone has no `=`.
  private static boolean isContainer(String option, String end, String before) {
    boolean isVariable = end.equals(":") && before.contains("=");
    return option.contains(end) && !isVariable && !before.isEmpty();
  }
}
