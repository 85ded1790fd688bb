package dev.taskdock.model;

import java.time.Duration;

/// How a client stays with the target it got.
///
/// Source: the `stickiness.*` attributes of target groups.
public sealed interface Stickiness {
  /// How long.
  Duration duration();

  /// By a cookie of the load balancer's own.
  record LbCookie(Duration duration) implements Stickiness {}

  /// As long as the target's own cookie `name` lives, beside one of the load balancer's.
  record AppCookie(String name, Duration duration) implements Stickiness {}
}
