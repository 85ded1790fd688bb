package dev.taskdock.model;

/// The processor a task asks for; Fargate's operating system is Linux here, others are refused.
///
/// Source: RegisterTaskDefinition, `runtimePlatform`; X86_64 when not given.
public enum RuntimePlatform {
  X86_64("linux/amd64"),
  ARM64("linux/arm64");

  private final String platform;

  RuntimePlatform(String platform) {
    this.platform = platform;
  }

  /// The word of container registries: `linux/amd64` or `linux/arm64`.
  public String platform() {
    return platform;
  }
}
