package dev.taskdock.app;

import java.util.Optional;

/// What may be asked of load balancers while they run.
public interface FrontDesk {
  /// How they do.
  FrontStatus status();

  /// What becomes of a request; empty where no listener is at its port.
  Optional<RouteExplanation> why(Inquiry inquiry);
}
