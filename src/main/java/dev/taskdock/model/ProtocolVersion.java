package dev.taskdock.model;

/// What the load balancer speaks with the targets of a group.
///
/// Source: CreateTargetGroup, `ProtocolVersion`.
public enum ProtocolVersion {
  HTTP1,
  HTTP2,
  GRPC;

  /// Whether a request that came so can go to such a group; where not, the answer is 464.
  ///
  /// Source: the table of request and protocol version in the guide to target groups.
  ///
  /// @param http2 whether the client speaks HTTP/2
  /// @param grpc whether its content is `application/grpc`
  public boolean takes(boolean http2, boolean grpc, boolean post) {
    return switch (this) {
      case HTTP1 -> !grpc || !http2;
      case HTTP2 -> http2;
      case GRPC -> http2 && (grpc || post);
    };
  }
}
