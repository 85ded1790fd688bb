package dev.taskdock.engine;

import dev.taskdock.model.Protocol;
import java.util.OptionalInt;

/// A port of a container made reachable from the engine's host.
///
/// @param address the host's address it is bound to
/// @param hostPort the host's port, empty to let the engine choose one
/// @param port the container's port
public record Publication(String address, OptionalInt hostPort, int port, Protocol protocol) {}
