package dev.taskdock.model;

/// A resource limit of a container's processes.
///
/// @param name as in `nofile`
public record Ulimit(String name, long soft, long hard) {}
