package dev.taskdock.reconcile;

import dev.taskdock.state.Desired;
import dev.taskdock.state.Observed;
import java.time.Instant;
import java.util.Optional;

/// What the services have made of a turn: the tasks that there should be, what is known with their
/// decisions written down, and when to look again if nothing happens before.
///
/// @param desired with the tasks of all services
public record Schedule(Desired desired, Observed observed, Optional<Instant> wakeAt) {}
