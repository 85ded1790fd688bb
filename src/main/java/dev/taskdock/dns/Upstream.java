package dev.taskdock.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// The resolvers of this machine.
///
/// @param resolvers asked one after another until one answers
/// @param room how many questions may be under way at once
record Upstream(List<InetSocketAddress> resolvers, Semaphore room) {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int LARGEST = 65_535;

  Upstream {
    resolvers = List.copyOf(resolvers);
  }

  Upstream(List<InetSocketAddress> resolvers) {
    this(resolvers, new Semaphore(256));
  }

  /// The answer to a question; empty where nobody gives one in time, or too much is under way.
  Optional<byte[]> ask(byte[] question, boolean stream) {
    if (!room.tryAcquire()) {
      return Optional.empty();
    }
    try {
      for (var resolver : resolvers) {
        var answer = stream ? streamed(question, resolver) : datagram(question, resolver);
        if (answer.isPresent()) {
          return answer;
        }
      }
      return Optional.empty();
    } finally {
      room.release();
    }
  }

  /// From a port of chance, and taken only from the one who was asked, with the same id and
  /// question.
  private static Optional<byte[]> datagram(byte[] question, InetSocketAddress resolver) {
    try (var socket = new DatagramSocket()) {
      socket.connect(resolver);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.send(new DatagramPacket(question, question.length));
      var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
      do {
        socket.receive(packet);
      } while (!isAnswer(question, packet.getData(), packet.getLength()));
      return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> streamed(byte[] question, InetSocketAddress resolver) {
    try (var socket = new Socket()) {
      socket.connect(resolver, TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      var out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(question.length);
      out.write(question);
      var in = new DataInputStream(socket.getInputStream());
      var answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return Optional.of(answer);
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static boolean isAnswer(byte[] question, byte[] answer, int length) {
    return length >= Reply.HEADER
        && answer[0] == question[0]
        && answer[1] == question[1]
        && (answer[2] & 0x80) != 0;
  }
}
