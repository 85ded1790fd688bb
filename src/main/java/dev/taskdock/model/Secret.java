package dev.taskdock.model;

/// A variable, or an option of a log driver, whose value is kept elsewhere.
///
/// @param name the variable's or the option's
/// @param from where its value is
public record Secret(String name, SecretReference from) {}
