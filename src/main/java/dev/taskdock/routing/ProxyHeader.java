package dev.taskdock.routing;

import dev.taskdock.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/// The header of the PROXY protocol, version 2, as network load balancers write it: the addresses,
/// a CRC32C over all of it, and padding.
///
/// A codec would write everything but that sum, which needs the finished header; what is left for
/// it are 28 fixed bytes.
///
/// Source: the PROXY protocol's specification, sections 2.2 and 2.2.3; the order and the padding
/// are those of headers that AWS sent.
public final class ProxyHeader {
  private static final byte[] SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };
  private static final int PROXY = 0x21;
  private static final int LOCAL = 0x20;
  private static final int CRC = 0x03;
  private static final int NOOP = 0x04;
  private static final int AWS = 0xEA;
  private static final int VPC_ENDPOINT = 1;

  /// With addresses of IPv4, behind the first 16 bytes.
  private static final int USUAL = 84;

  private ProxyHeader() {}

  /// That of a client's connection or datagram.
  ///
  /// @param destination where the client went
  public static byte[] of(
      boolean datagrams,
      IpAddress source,
      int sourcePort,
      IpAddress destination,
      int destinationPort) {
    return of(datagrams, source, sourcePort, destination, destinationPort, "");
  }

  /// The same of one that came by an endpoint of a VPC.
  static byte[] of(
      boolean datagrams,
      IpAddress source,
      int sourcePort,
      IpAddress destination,
      int destinationPort,
      String endpoint) {
    boolean v4 = source.isV4() && destination.isV4();
    int addresses = v4 ? 12 : 36;
    int told = endpoint.isEmpty() ? 0 : 4 + endpoint.length();
    int length = Math.max(USUAL, USUAL - 12 + addresses);
    var header = ByteBuffer.allocate(16 + length);
    header.put(SIGNATURE).put((byte) PROXY);
    header.put((byte) ((v4 ? 0x10 : 0x20) | (datagrams ? 2 : 1))).putShort((short) length);
    put(header, source, v4);
    put(header, destination, v4);
    header.putShort((short) sourcePort).putShort((short) destinationPort);
    int sum = header.position() + 3;
    header.put((byte) CRC).putShort((short) 4).putInt(0);
    if (told > 0) {
      header.put((byte) AWS).putShort((short) (told - 3)).put((byte) VPC_ENDPOINT);
      endpoint.chars().forEach(c -> header.put((byte) c));
    }
    header.put((byte) NOOP).putShort((short) (header.remaining() - 2));
    return summed(header.array(), sum);
  }

  /// That of a health check, which speaks for nobody.
  public static byte[] ofHealthCheck() {
    var header = ByteBuffer.allocate(16 + 7);
    header.put(SIGNATURE).put((byte) LOCAL).put((byte) 0).putShort((short) 7);
    header.put((byte) CRC).putShort((short) 4);
    return summed(header.array(), 19);
  }

  private static void put(ByteBuffer header, IpAddress address, boolean v4) {
    if (v4) {
      header.putInt((int) address.low());
    } else {
      header.putLong(address.high()).putLong(address.low());
    }
  }

  /// Puts the sum over all, itself taken for zero, where it belongs.
  private static byte[] summed(byte[] header, int at) {
    var crc = new CRC32C();
    crc.update(header, 0, header.length);
    ByteBuffer.wrap(header).putInt(at, (int) crc.getValue());
    return header;
  }
}
