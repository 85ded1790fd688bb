package dev.taskdock.model;

/// A volume of the task at a path of a container.
///
/// @param volume the name of one of the task's volumes
/// @param path absolute
public record MountPoint(String volume, String path, boolean readOnly) {}
