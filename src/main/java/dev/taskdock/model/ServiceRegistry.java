package dev.taskdock.model;

import java.util.OptionalInt;

/// Where a service registers its tasks in Cloud Map.
///
/// @param service the name of the Cloud Map service
/// @param port what SRV records say
public record ServiceRegistry(String service, OptionalInt port) {}
