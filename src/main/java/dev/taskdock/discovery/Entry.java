package dev.taskdock.discovery;

/// One record of an answer.
///
/// @param ttl in seconds
/// @param value as a zone file has it
public record Entry(String name, String type, long ttl, String value) {}
