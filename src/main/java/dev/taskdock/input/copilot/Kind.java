package dev.taskdock.input.copilot;

import java.util.Arrays;
import java.util.Optional;

/// The `type` of a manifest.
enum Kind {
  WEB("Load Balanced Web Service"),
  BACKEND("Backend Service"),
  WORKER("Worker Service"),
  JOB("Scheduled Job"),
  APP_RUNNER("Request-Driven Web Service"),
  STATIC("Static Site");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  static Optional<Kind> of(String word) {
    return Arrays.stream(values()).filter(k -> k.word.equals(word)).findFirst();
  }

  /// Why it is not run as a task; empty where it is.
  Optional<String> refusal() {
    return switch (this) {
      case WEB, BACKEND, WORKER, JOB -> Optional.empty();
      case APP_RUNNER -> Optional.of("Copilot runs it on App Runner, not as a task of ECS.");
      case STATIC ->
          Optional.of("Copilot serves it from S3 and CloudFront; there is no container.");
    };
  }

  boolean isService() {
    return this == WEB || this == BACKEND || this == WORKER;
  }
}
