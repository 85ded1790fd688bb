package dev.taskdock.dns;

import dev.taskdock.discovery.Directory;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.xbill.DNS.Rcode;

/// Answers questions about names, with the directory of the moment.
///
/// It knows one thing that changes, the directory, and reads it once for each question.
public final class NameServer implements Closeable {
  private static final int LARGEST = 65_535;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final int ATTEMPTS = 20;
  private static final int WAITING = 1 << 20;
  private static final int MOST_STREAMS = 128;

  private final Upstream upstream;
  private final Duration idle;
  private final List<Closeable> sockets = new ArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Semaphore streams = new Semaphore(MOST_STREAMS);
  private volatile Directory directory;

  private NameServer(Upstream upstream, Directory directory, Duration idle) {
    this.upstream = upstream;
    this.idle = idle;
    this.directory = directory;
  }

  /// A server that does not listen yet.
  ///
  /// @param resolvers who knows the names that are not in the directory
  public static NameServer of(List<InetSocketAddress> resolvers, Directory directory) {
    return of(resolvers, directory, IDLE);
  }

  /// The same.
  ///
  /// @param idle how long a stream may say nothing
  static NameServer of(List<InetSocketAddress> resolvers, Directory directory, Duration idle) {
    return new NameServer(new Upstream(resolvers), directory, idle);
  }

  /// From now on, questions are answered with this.
  public void use(Directory other) {
    directory = other;
  }

  /// Listens at an address, over UDP and TCP at one port, which is returned.
  ///
  /// @param allowed whose questions are answered; those of others are not
  /// @throws IOException when no socket can be had there
  public synchronized int listen(InetAddress address, Predicate<InetAddress> allowed)
      throws IOException {
    IOException refusal = new IOException("no port is free at " + address);
    for (int i = 0; i < ATTEMPTS; i++) {
      var server = new ServerSocket();
      try {
        server.bind(new InetSocketAddress(address, 0));
        var datagrams = new DatagramSocket(new InetSocketAddress(address, server.getLocalPort()));
        // Questions wait here while this machine is busy; the system gives what it allows.
        datagrams.setReceiveBufferSize(WAITING);
        sockets.add(server);
        sockets.add(datagrams);
        Thread.ofPlatform().daemon().name("dns").start(() -> receive(datagrams, allowed));
        Thread.ofVirtual().name("dns streams").start(() -> accept(server, allowed));
        return server.getLocalPort();
      } catch (IOException e) {
        refusal = e;
        server.close();
      }
    }
    throw refusal;
  }

  @Override
  public synchronized void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    for (var socket : open) {
      socket.close();
    }
  }

  private void receive(DatagramSocket socket, Predicate<InetAddress> allowed) {
    var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (!socket.isClosed()) {
      try {
        packet.setLength(LARGEST);
        socket.receive(packet);
        if (allowed.test(packet.getAddress())) {
          answer(socket, packet);
        }
      } catch (IOException _) {
        // Closed, or nobody listens any more where an answer went.
      }
    }
  }

  private void answer(DatagramSocket socket, DatagramPacket packet) throws IOException {
    var question = Arrays.copyOf(packet.getData(), packet.getLength());
    switch (reply(question, false)) {
      case Reply.Ignored _ -> {}
      case Reply.Ready(var bytes) ->
          socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      case Reply.Carried carried -> {
        var to = packet.getSocketAddress();
        Thread.ofVirtual()
            .start(() -> {
              var answer =
                  upstream.ask(question, false).map(carried::within).orElse(carried.failure());
              try {
                socket.send(new DatagramPacket(answer, answer.length, to));
              } catch (IOException _) {
                // Closed.
              }
            });
      }
    }
  }

  private void accept(ServerSocket server, Predicate<InetAddress> allowed) {
    while (!server.isClosed()) {
      try {
        var socket = server.accept();
        if (allowed.test(socket.getInetAddress()) && streams.tryAcquire()) {
          Thread.ofVirtual().start(() -> serve(socket));
        } else {
          socket.close();
        }
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      open.add(socket);
      socket.setSoTimeout((int) idle.toMillis());
      var in = new DataInputStream(socket.getInputStream());
      var out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        var question = new byte[in.readUnsignedShort()];
        in.readFully(question);
        switch (reply(question, true)) {
          case Reply.Ignored _ -> {
            return;
          }
          case Reply.Ready(var bytes) -> write(out, bytes);
          case Reply.Carried carried ->
              write(out, upstream.ask(question, true).orElse(carried.failure()));
        }
      }
    } catch (IOException _) {
      // Whoever asked has gone, or said nothing for too long.
    } finally {
      open.remove(socket);
      streams.release();
    }
  }

  /// A fault of ours is one failed answer: whoever asks next is answered all the same.
  private Reply reply(byte[] question, boolean stream) {
    try {
      return Reply.to(question, stream, directory, ThreadLocalRandom.current()::nextInt);
    } catch (RuntimeException _) {
      return new Reply.Ready(Reply.header(question, Rcode.SERVFAIL));
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeShort(bytes.length);
    out.write(bytes);
    out.flush();
  }
}
