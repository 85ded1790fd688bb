package dev.taskdock.proxy.http;

/// Who sends the requests of one connection, and to which listener.
///
/// @param address the client's, in numbers
/// @param secure whether the connection is one of TLS
/// @param listenerPort the port as it was declared, wherever it is bound
public record Client(String address, int port, boolean secure, int listenerPort) {}
