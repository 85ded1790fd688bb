package dev.taskdock.routing;

/// How a rewrite went.
///
/// Source: the field `request_transform_status` of access logs, as far as it can come about here:
/// expressions that do not compile never get this far.
public enum TransformStatus {
  SUCCESS("TransformSuccess"),
  BUFFER_TOO_SMALL("TransformBufferTooSmall"),
  INVALID_HOST("TransformInvalidHost"),
  INVALID_PATH("TransformInvalidPath");

  private final String word;

  TransformStatus(String word) {
    this.word = word;
  }

  /// As the access log has it.
  public String word() {
    return word;
  }
}
