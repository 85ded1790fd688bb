package dev.taskdock.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// An image registry that takes calls and never answers: a pull from it lasts until it is closed.
final class SilentRegistry implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final ServerSocket server = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
  private final List<Socket> calls = new ArrayList<>();

  SilentRegistry() throws IOException {
    server.setSoTimeout(PATIENCE_MILLIS);
  }

  /// An image that the engine would have to pull from here.
  String image() {
    return "localhost:%d/app:1".formatted(server.getLocalPort());
  }

  /// Waits until the engine asks for it.
  void awaitPull() throws IOException {
    calls.add(server.accept());
  }

  @Override
  public void close() throws IOException {
    hangUp();
  }

  /// Lets the pull fail.
  void hangUp() throws IOException {
    server.close();
    for (var call : calls) {
      call.close();
    }
  }
}
