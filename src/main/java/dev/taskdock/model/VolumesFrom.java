package dev.taskdock.model;

/// All volumes of a sibling, at the same paths.
public record VolumesFrom(ContainerName source, boolean readOnly) {}
