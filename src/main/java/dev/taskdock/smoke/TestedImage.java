package dev.taskdock.smoke;

import java.util.List;

/// An image that ran in a test.
///
/// @param reference as the task definition names it
/// @param id the engine's content id, `sha256:…`
/// @param digests what registries call it, `name@sha256:…`; empty for one that never met any
public record TestedImage(String reference, String id, List<String> digests) {
  public TestedImage {
    digests = List.copyOf(digests);
  }
}
