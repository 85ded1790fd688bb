package dev.taskdock.proxy.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Who sends the requests of one connection, and to which listener.
///
/// @param address the client's, in numbers
/// @param secure whether the connection is one of TLS
/// @param listenerPort the port as it was declared, wherever it is bound
/// @param session what else targets are told about the connection
public record Client(String address, int port, boolean secure, int listenerPort, Session session) {
  /// What targets are told about a connection beside its ends.
  ///
  /// @param http2 whether the client speaks HTTP/2, whose fields have names in lower case
  /// @param fields by their names, in their order
  /// @param reserved the names, in lower case, that no client may bring itself
  public record Session(boolean http2, Map<String, String> fields, Set<String> reserved) {
    /// Nothing.
    public static final Session NONE = new Session(false, Map.of(), Set.of());

    public Session {
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
      reserved = Set.copyOf(reserved);
    }
  }

  public Client(String address, int port, boolean secure, int listenerPort) {
    this(address, port, secure, listenerPort, Session.NONE);
  }
}
