package dev.taskdock.proxy;

import java.net.InetSocketAddress;

/// Who is told what happens to requests, on the event loops; so it may not wait, and loses what it
/// cannot take.
public interface Traffic {
  /// A response reached its end.
  ///
  /// @param status what the client got
  void answered(int status);

  /// A target failed a request.
  ///
  /// @param status what the client was answered, 0 where an answer was cut off in the middle
  void failed(InetSocketAddress target, Cause cause, int status);

  /// A client went away before it was answered (460).
  void abandoned();

  /// Tells nobody.
  static Traffic unseen() {
    return new Traffic() {
      @Override
      public void answered(int status) {}

      @Override
      public void failed(InetSocketAddress target, Cause cause, int status) {}

      @Override
      public void abandoned() {}
    };
  }
}
