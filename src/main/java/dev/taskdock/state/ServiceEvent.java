package dev.taskdock.state;

import java.time.Instant;

/// One of the `events` of a service.
///
/// @param id a UUID
public record ServiceEvent(String id, Instant createdAt, String message) {}
