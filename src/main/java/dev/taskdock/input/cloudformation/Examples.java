package dev.taskdock.input.cloudformation;

import dev.taskdock.input.declared.Stable;
import java.util.Locale;
import java.util.Set;

/// Values that fit a property, for parameters whose value is not known: so that everything else
/// around them can be checked.
final class Examples {
  /// Properties that take numbers only.
  static final Set<String> NUMBERS =
      Set.of(
          "Cpu",
          "Memory",
          "MemoryReservation",
          "ContainerPort",
          "HostPort",
          "Port",
          "DesiredCount",
          "MinCapacity",
          "MaxCapacity",
          "Priority");

  private Examples() {}

  /// One for `property`.
  ///
  /// @param parameter the parameter's name, which tells what it is where the property does not
  /// @param number whether it is declared as a number
  /// @param otherwise what fits where any text does
  static String of(String property, String parameter, boolean number, String otherwise) {
    return switch (property) {
      case "Cpu" -> "256";
      case "Memory" -> "512";
      case "MemoryReservation" -> "128";
      case "ContainerPort", "HostPort" -> port(parameter);
      case "Port", "FromPort", "ToPort" -> port(parameter);
      case "Image" -> otherwise + ":1";
      case "DesiredCount", "MinCapacity", "MaxCapacity" -> "1";
      case "Priority" -> "" + Stable.number(parameter, 1, 50_000);
      case "HealthCheckPath", "Path" -> "/";
      case "CidrBlock" -> "10.0.0.0/16";
      case "NetworkMode" -> "awsvpc";
      case "LogDriver" -> "awslogs";
      case "LaunchType", "RequiresCompatibilities" -> "FARGATE";
      case "AssignPublicIp" -> "ENABLED";
      case "ValueFrom" -> "/" + otherwise;
      case "CpuArchitecture" -> "X86_64";
      case "OperatingSystemFamily" -> "LINUX";
      default -> number ? number(parameter.toLowerCase(Locale.ROOT), parameter) : otherwise;
    };
  }

  private static String number(String words, String parameter) {
    if (words.contains("cpu")) {
      return "256";
    }
    if (words.contains("memory")) {
      return "512";
    }
    return words.contains("port") ? port(parameter) : "10";
  }

  /// Two parameters are two ports.
  private static String port(String parameter) {
    return "" + Stable.number(parameter, 20_000, 10_000);
  }
}
