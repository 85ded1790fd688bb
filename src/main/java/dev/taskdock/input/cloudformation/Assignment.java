package dev.taskdock.input.cloudformation;

import dev.taskdock.problem.Location;
import java.util.Optional;

/// A value for a parameter, from the command line or a file.
///
/// @param stack the one it is for; empty for all that have such a parameter
/// @param place where a file has it
public record Assignment(String stack, String name, String value, Optional<Location> place) {
  /// What `[STACK:]NAME=VALUE` says; empty where it has no name.
  public static Optional<Assignment> parse(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':');
    boolean ofOne = colon >= 0 && colon < equals;
    var name = equals < 0 ? "" : text.substring(ofOne ? colon + 1 : 0, equals);
    return name.isBlank()
        ? Optional.empty()
        : Optional.of(
            new Assignment(
                ofOne ? text.substring(0, colon) : "",
                name.strip(),
                text.substring(equals + 1),
                Optional.empty()));
  }

  boolean isFor(String stackName, String parameter) {
    return name.equals(parameter) && (stack.isEmpty() || stack.equals(stackName));
  }
}
