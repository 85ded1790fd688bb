package dev.taskdock.model;

/// One entry of `dependsOn`: which container, and in what state it has to be.
public record Dependency(ContainerName container, DependencyCondition condition) {}
