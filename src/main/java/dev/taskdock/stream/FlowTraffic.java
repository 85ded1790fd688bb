package dev.taskdock.stream;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.ListenerId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Who is told what happens to flows, on the event loops; so it may not wait.
public interface FlowTraffic {
  /// What a flow is made of.
  enum Kind {
    TCP,
    TLS,
    UDP
  }

  /// Who sent a RST.
  enum Resetter {
    CLIENT,
    TARGET,
    LOAD_BALANCER
  }

  /// A flow has begun.
  ///
  /// @param failsOpen whether its target was chosen without a look at its health
  void opened(ListenerId listener, Kind kind, TargetGroupName group, boolean failsOpen);

  /// A flow has ended.
  void closed(ListenerId listener, Kind kind, TargetGroupName group);

  /// So many bytes went through, in either direction, since this was last told.
  void moved(ListenerId listener, Kind kind, long bytes);

  /// A connection was reset.
  void reset(ListenerId listener, Resetter by);

  /// Nobody could get a flow.
  void rejected(ListenerId listener, Kind kind);

  /// A flow of datagrams had to make room for another, though its client may go on.
  void crowded(ListenerId listener);

  /// A client and the load balancer found no TLS that both speak.
  void clientTlsFailed(ListenerId listener);

  /// A target and the load balancer did not.
  void targetTlsFailed(ListenerId listener, TargetGroupName group);

  /// A target did not take a connection.
  ///
  /// @param why for who reads the log of taskdock
  void refused(ListenerId listener, TargetId target, String why);

  /// A connection of a TLS listener is over; what its log says of it.
  void ended(TlsEnded connection);

  /// A connection of a TLS listener.
  ///
  /// @param handshake how long the client's took
  /// @param received what came of the client, decrypted
  /// @param sent what it was sent, before encryption
  /// @param session empty where the handshake failed
  record TlsEnded(
      ListenerId listener,
      InetSocketAddress client,
      InetSocketAddress destination,
      Duration whole,
      Duration handshake,
      long received,
      long sent,
      Optional<Session> session) {}

  /// What was negotiated.
  ///
  /// @param certificate the name of the certificate that the client was shown
  /// @param cipher OpenSSL's name of the suite
  /// @param protocol as `TLSv1.3`
  /// @param alpn empty where none was agreed on
  record Session(
      String certificate,
      String cipher,
      String protocol,
      Optional<String> serverName,
      Optional<String> alpn) {}
}
