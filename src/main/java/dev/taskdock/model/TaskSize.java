package dev.taskdock.model;

/// The size of a whole task, one cap for all of its containers.
///
/// Which pairs Fargate offers is a rule of `input.taskdefinition`.
public record TaskSize(CpuUnits cpu, Mebibytes memory) {}
