package dev.taskdock.engine;

/// What an engine says about itself.
///
/// @param endpoint where it was found, as in `unix:///var/run/docker.sock`
/// @param version the engine's version
/// @param apiVersion the API version spoken, as in `1.41`
/// @param platform as in `linux/amd64`
/// @param kernel the engine host's kernel release
/// @param cgroups `1` or `2`
/// @param cgroupDriver who makes control groups: `cgroupfs` for the engine itself, or `systemd`
/// @param storageDriver as in `overlay2`
/// @param processors how many the engine's host has
/// @param memoryBytes how much memory the engine's host has
/// @param rootless whether the engine runs without root
/// @param root the engine's data folder on its host
public record EngineFacts(
    String endpoint,
    String version,
    String apiVersion,
    String platform,
    String kernel,
    String cgroups,
    String cgroupDriver,
    String storageDriver,
    int processors,
    long memoryBytes,
    boolean rootless,
    String root) {}
