package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineFacts;

/// What an engine says about itself, in two answers.
final class Facts {
  private Facts() {}

  static EngineFacts of(DockerApi api) {
    Json version = api.get(ApiPath.of("/version"), Subject.WHOLE);
    Json info = api.get(ApiPath.of("/info"), Subject.WHOLE);
    boolean rootless =
        info.at("SecurityOptions").items().stream()
            .anyMatch(option -> option.text().contains("rootless"));
    return new EngineFacts(
        api.transport().endpoint().text(),
        version.at("Version").text(),
        api.version(),
        version.at("Os").text() + "/" + version.at("Arch").text(),
        version.at("KernelVersion").text(),
        info.at("CgroupVersion").words().orElse("1"),
        info.at("Driver").text(),
        (int) info.at("NCPU").number(),
        info.at("MemTotal").number(),
        rootless,
        info.at("DockerRootDir").text());
  }
}
