package dev.taskdock.proxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringAdaptiveBufferRingAllocator;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/// How bytes get from and to sockets; the best that this machine has is taken.
public enum Transport {
  IO_URING,
  EPOLL,
  NIO;

  private static final int RING = 512;
  private static final short GROUP = 1;
  private static final short BUFFERS = 64;
  private static final int SMALLEST = 4 << 10;
  private static final int LARGEST = 64 << 10;

  /// The first of them that works here.
  public static Transport best() {
    if (IoUring.isAvailable()) {
      return IO_URING;
    }
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /// The one that is called so, if it works here.
  public static Optional<Transport> called(String word) {
    return Arrays.stream(values())
        .filter(transport -> transport.word().equals(word) && transport.works())
        .findFirst();
  }

  private boolean works() {
    return switch (this) {
      case IO_URING -> IoUring.isAvailable();
      case EPOLL -> Epoll.isAvailable();
      case NIO -> true;
    };
  }

  /// How it is called in what is printed and asked for: `io_uring`, `epoll`, `nio`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The best of those that take a buffer only when bytes have come.
  public static Transport ready() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /// What serves sockets in requests.
  public IoHandlerFactory factory() {
    return switch (this) {
      case IO_URING -> IoUringIoHandler.newFactory(configuration());
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /// What serves sockets whose reads bring room of their own.
  public IoHandlerFactory factoryForBulk() {
    return switch (this) {
      case IO_URING -> IoUringIoHandler.newFactory(withoutBuffers());
      case EPOLL, NIO -> factory();
    };
  }

  private static IoUringIoHandlerConfig withoutBuffers() {
    return new IoUringIoHandlerConfig().setRingSize(RING).setSingleIssuer(true);
  }

  private static IoUringIoHandlerConfig configuration() {
    var configuration = withoutBuffers();
    return IoUring.isRegisterBufferRingSupported()
        ? configuration.setBufferRingConfig(
            IoUringBufferRingConfig.builder()
                .bufferGroupId(GROUP)
                .bufferRingSize(BUFFERS)
                .batchSize(BUFFERS / 2)
                .allocator(
                    new IoUringAdaptiveBufferRingAllocator(
                        ByteBufAllocator.DEFAULT, SMALLEST, SMALLEST, LARGEST))
                .build())
        : configuration;
  }

  /// Lets the kernel choose a buffer when bytes have come, rather than hold one for each connection
  /// that waits: one request to the kernel then serves for many reads.
  void tune(BiConsumer<ChannelOption<Short>, Short> options) {
    switch (this) {
      case IO_URING -> {
        if (IoUring.isRegisterBufferRingSupported()) {
          options.accept(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, GROUP);
        }
      }
      case EPOLL, NIO -> {}
    }
  }

  /// The sockets that listen.
  public Class<? extends ServerChannel> serverChannel() {
    return switch (this) {
      case IO_URING -> IoUringServerSocketChannel.class;
      case EPOLL -> EpollServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  /// A socket for a connection.
  public SocketChannel newChannel() {
    return switch (this) {
      case IO_URING -> new IoUringSocketChannel();
      case EPOLL -> new EpollSocketChannel();
      case NIO -> new NioSocketChannel();
    };
  }

  Class<? extends SocketChannel> channel() {
    return switch (this) {
      case IO_URING -> IoUringSocketChannel.class;
      case EPOLL -> EpollSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }

  /// The sockets of UDP.
  public Class<? extends DatagramChannel> datagramChannel() {
    return switch (this) {
      case IO_URING -> IoUringDatagramChannel.class;
      case EPOLL -> EpollDatagramChannel.class;
      case NIO -> NioDatagramChannel.class;
    };
  }
}
