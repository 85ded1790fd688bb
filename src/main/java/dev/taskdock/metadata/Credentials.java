package dev.taskdock.metadata;

import java.time.Instant;

/// Credentials of a role for a while. The printed form shows none of them.
///
/// @param token the session's; empty where the keys need none
public record Credentials(
    String accessKeyId, String secretAccessKey, String token, Instant expiration) {
  @Override
  public String toString() {
    return "Credentials[until " + expiration + "]";
  }
}
