package dev.taskdock.proxy.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a client says in its first message (RFC 8446 §4.1.2), as far as it decides which
/// certificate it is shown.
///
/// @param serverName who it asks for, in lower case
/// @param suites the numbers of the suites it offers
/// @param signatures the numbers of the signature schemes it can verify; empty where it says none
/// @param version13 whether it offers TLS 1.3
record ClientHello(
    Optional<String> serverName, Set<Integer> suites, Set<Integer> signatures, boolean version13) {
  /// A client that says nothing.
  static final ClientHello SILENT = new ClientHello(Optional.empty(), Set.of(), Set.of(), false);

  private static final int RANDOM = 32;
  private static final int SERVER_NAME = 0;
  private static final int SIGNATURE_ALGORITHMS = 13;
  private static final int SUPPORTED_VERSIONS = 43;
  private static final int HOST_NAME = 0;
  private static final int TLS_1_3 = 0x0304;

  ClientHello {
    suites = Set.copyOf(suites);
    signatures = Set.copyOf(signatures);
  }

  /// Reads the message behind its header. What is broken is left to who speaks TLS.
  static ClientHello read(ByteBuf message) {
    try {
      return reading(message.duplicate());
    } catch (IndexOutOfBoundsException _) {
      return SILENT;
    }
  }

  private static ClientHello reading(ByteBuf in) {
    in.skipBytes(2 + RANDOM);
    in.skipBytes(in.readUnsignedByte());
    var suites = numbers(in.readSlice(in.readUnsignedShort()));
    in.skipBytes(in.readUnsignedByte());
    var name = Optional.<String>empty();
    Set<Integer> signatures = Set.of();
    boolean version13 = false;
    var extensions = in.isReadable() ? in.readSlice(in.readUnsignedShort()) : in;
    while (extensions.isReadable()) {
      int type = extensions.readUnsignedShort();
      var content = extensions.readSlice(extensions.readUnsignedShort());
      switch (type) {
        case SERVER_NAME -> name = hostName(content);
        case SIGNATURE_ALGORITHMS ->
            signatures = numbers(content.readSlice(content.readUnsignedShort()));
        case SUPPORTED_VERSIONS ->
            version13 = numbers(content.readSlice(content.readUnsignedByte())).contains(TLS_1_3);
        default -> {
          // Says nothing about certificates.
        }
      }
    }
    return new ClientHello(name, suites, signatures, version13);
  }

  private static Set<Integer> numbers(ByteBuf list) {
    var numbers = new HashSet<Integer>();
    while (list.isReadable()) {
      numbers.add(list.readUnsignedShort());
    }
    return numbers;
  }

  private static Optional<String> hostName(ByteBuf content) {
    var list = content.readSlice(content.readUnsignedShort());
    while (list.isReadable()) {
      int type = list.readUnsignedByte();
      var name = list.readSlice(list.readUnsignedShort());
      if (type == HOST_NAME) {
        return Optional.of(name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
      }
    }
    return Optional.empty();
  }
}
