package dev.taskdock.metadata;

import java.util.Optional;

/// What a container uses: samples as the engine tells them, in its JSON.
///
/// @param previous the sample before the last, empty while there is one only
public record Usage(Optional<String> previous, String last) {}
