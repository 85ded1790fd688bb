package dev.taskdock.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

/// The options of the sockets on both sides.
final class Sockets {
  /// A small request needs a small buffer, and a large body is cheapest in large pieces.
  private static final int FIRST_READ = 2048;

  private static final int LARGEST_READ = 256 * 1024;

  /// Who is this far behind is not sent more until he has caught up.
  private static final WriteBufferWaterMark BEHIND =
      new WriteBufferWaterMark(128 * 1024, 512 * 1024);

  private Sockets() {}

  static void tune(Bootstrap target, Transport transport) {
    transport.tune(target::option);
    target
        .option(ChannelOption.RECVBUF_ALLOCATOR, reads())
        .option(ChannelOption.WRITE_BUFFER_WATER_MARK, BEHIND);
  }

  static void tune(ServerBootstrap server, Transport transport) {
    transport.tune(server::childOption);
    server
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, 1024)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads())
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, BEHIND);
  }

  private static AdaptiveRecvByteBufAllocator reads() {
    return new AdaptiveRecvByteBufAllocator(256, FIRST_READ, LARGEST_READ);
  }
}
