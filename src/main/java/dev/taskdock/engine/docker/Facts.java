package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineFacts;

/// What an engine says about itself, in one answer: the other one (`/version`) holds nothing more
/// for us, and the engine starts three programs to give it.
final class Facts {
  private Facts() {}

  static EngineFacts of(DockerApi api) {
    Json info = api.get(ApiPath.of("/info"), Subject.WHOLE);
    boolean rootless =
        info.at("SecurityOptions").items().stream()
            .anyMatch(option -> option.text().contains("rootless"));
    return new EngineFacts(
        api.transport().endpoint().text(),
        info.at("ServerVersion").text(),
        api.version(),
        info.at("OSType").text() + "/" + architecture(info.at("Architecture").text()),
        info.at("KernelVersion").text(),
        info.at("CgroupVersion").words().orElse("1"),
        info.at("CgroupDriver").text(),
        info.at("Driver").text(),
        (int) info.at("NCPU").number(),
        info.at("MemTotal").number(),
        rootless,
        info.at("DockerRootDir").text());
  }

  /// The kernel's word in the words of images.
  private static String architecture(String machine) {
    return switch (machine) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> machine;
    };
  }
}
