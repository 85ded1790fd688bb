package dev.taskdock.proxy;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Route;
import java.util.Optional;

/// Who is told what happens to requests, on the event loops; so it may not wait, and loses what it
/// cannot take.
public interface Traffic {
  /// Whether [Served#texts()] are to be there, which cost something.
  boolean wantsTexts();

  /// A client has connected.
  ///
  /// @param client its address and port
  /// @param id what joins it with its requests, as [Served.Texts#connection]
  /// @param secured how; empty where it is not
  default void opened(ListenerId listener, String client, String id, Optional<Secured> secured) {}

  /// A client was to speak TLS, and no session came of it.
  ///
  /// @param verification what the connection log says of its certificate, where one is asked for
  default void unsecured(
      ListenerId listener, String client, String id, Optional<String> verification) {}

  /// A client's connection has ended.
  default void closed(ListenerId listener) {}

  /// A request is done, whatever came of it.
  void done(Served served);

  /// A target failed a request.
  ///
  /// @param status what the client was answered, 0 where an answer was cut off in the middle
  void failed(TargetGroupName group, Failure failure, int status);

  /// A target failed before it had looked at a request, and another one is asked.
  default void retried(ListenerId listener, TargetId failed) {}

  /// A connection whose bytes mean nothing to us has ended.
  ///
  /// @param received from the client
  /// @param sent to it
  default void carried(ListenerId listener, TargetId target, long received, long sent) {}

  /// There was no target for a connection whose bytes mean nothing to us.
  default void unreached(ListenerId listener) {}

  /// The load balancer itself refused a request that it had read.
  ///
  /// @param why for who reads the log of taskdock
  /// @param route what the rules said; empty where none was asked
  void refused(int status, String why, Optional<Route> route);
}
