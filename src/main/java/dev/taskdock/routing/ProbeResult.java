package dev.taskdock.routing;

/// What came of one health check of a target.
public sealed interface ProbeResult {
  /// It answered: with a status of HTTP, or of gRPC where the group speaks that.
  record Answered(int status) implements ProbeResult {}

  /// It took the connection, and more was not asked of it.
  record Connected() implements ProbeResult {}

  /// It answered a gRPC check without a `grpc-status`.
  record WithoutGrpcStatus() implements ProbeResult {}

  /// It did not answer in time, or nobody took the connection.
  record TimedOut() implements ProbeResult {}

  /// It refused or reset the connection, or what it said is no answer.
  ///
  /// @param how for who reads the log of taskdock, as `connection refused`
  record Broken(String how) implements ProbeResult {}

  /// The check itself went wrong here.
  record NotDone() implements ProbeResult {}
}
