package dev.taskdock.proxy;

import dev.taskdock.model.TargetId;

/// Who is told what happens to requests, on the event loops; so it may not wait, and loses what it
/// cannot take.
public interface Traffic {
  /// Whether [Served#texts()] are to be there, which cost something.
  boolean wantsTexts();

  /// A request is done, whatever came of it.
  void done(Served served);

  /// A target failed a request.
  ///
  /// @param status what the client was answered, 0 where an answer was cut off in the middle
  void failed(TargetId target, Cause cause, int status);

  /// The load balancer itself refused a request that it had read.
  ///
  /// @param why for who reads the log of taskdock
  void refused(int status, String why);
}
