package dev.taskdock.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Leaks;
import dev.taskdock.proxy.TargetLoads;
import dev.taskdock.proxy.Transport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Connections to targets that do not come about: nothing of them is left, on any transport.
final class FlowLaneTest {
  static Stream<Transport> transports() {
    return Arrays.stream(Transport.values()).flatMap(t -> Transport.called(t.word()).stream());
  }

  @BeforeAll
  static void watch() {
    Leaks.watch();
  }

  @AfterAll
  static void noBufferIsLost() {
    assertThat(Leaks.found()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_connection_that_is_refused_keeps_no_socket(Transport transport) throws Exception {
    try (var loops = new Loops(transport)) {
      var done = loops.connect(new TargetId("127.0.0.1", refusing()));

      assertThat(done.isSuccess()).isFalse();
      assertThat(done.channel().closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_target_whose_name_nobody_knows_keeps_no_socket(Transport transport) throws Exception {
    try (var loops = new Loops(transport)) {
      var done = loops.connect(new TargetId("nobody.invalid", 80));

      assertThat(done.isSuccess()).isFalse();
      assertThat(done.channel().closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void a_loop_that_ends_keeps_no_socket_of_what_it_is_asked_for_last(Transport transport)
      throws Exception {
    var loops = new Loops(transport);
    var target = new TargetId("127.0.0.1", refusing());
    var done = new CompletableFuture<ChannelFuture>();

    loops.loop.execute(() -> {
      var _ = loops.loop.shutdownGracefully(20, 1_000, TimeUnit.MILLISECONDS);
      loops.lane.connect(target, 0, new ChannelInboundHandlerAdapter(), done::complete);
    });

    assertThat(loops.loop.terminationFuture().await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(done.get(5, TimeUnit.SECONDS).isSuccess()).isFalse();
    assertThat(done.get().channel().isOpen()).isFalse();
    loops.close();
  }

  /// A port of which it is known that nobody listens there.
  private static int refusing() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// One loop with its lane.
  private static final class Loops implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final FlowLane lane;

    Loops(Transport transport) {
      group = new MultiThreadIoEventLoopGroup(1, transport.factoryForBulk());
      loop = group.next();
      lane =
          new FlowLane(loop, transport, new FlowServer.Dispatch(), new TargetLoads(), new Told());
    }

    /// What became of a connection.
    ChannelFuture connect(TargetId target) throws Exception {
      var done = new CompletableFuture<ChannelFuture>();
      loop.execute(
          () -> lane.connect(target, 0, new ChannelInboundHandlerAdapter(), done::complete));
      return done.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
