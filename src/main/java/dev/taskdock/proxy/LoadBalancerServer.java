package dev.taskdock.proxy;

import dev.taskdock.model.AppProtocol;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.ServiceConnect;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.http.Client;
import dev.taskdock.proxy.http.Desync;
import dev.taskdock.proxy.http.Forwarding;
import dev.taskdock.proxy.http.Forwarding.ForwardedFor;
import dev.taskdock.proxy.http.Inserted;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.RouteTable;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// The load balancer's sockets: listens, and carries requests to targets until it is closed.
public final class LoadBalancerServer implements AutoCloseable {
  /// How often it is looked for who waited too long; the shortest wait of AWS's is a second.
  private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);

  private final Transport transport;
  private final MultiThreadIoEventLoopGroup group;
  private final Map<EventLoop, Lane> lanes;
  private final Dispatcher dispatcher;
  private final List<Channel> listening = new CopyOnWriteArrayList<>();
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  private LoadBalancerServer(
      Transport transport,
      MultiThreadIoEventLoopGroup group,
      Map<EventLoop, Lane> lanes,
      Dispatcher dispatcher) {
    this.transport = transport;
    this.group = group;
    this.lanes = lanes;
    this.dispatcher = dispatcher;
  }

  /// A server that does not listen yet.
  ///
  /// @param loops how many threads carry requests
  public static LoadBalancerServer open(
      Transport transport, int loops, InstantSource clock, Traffic traffic) {
    return open(transport, loops, clock, traffic, Optional.empty());
  }

  /// The same, for rules that ask who is there.
  ///
  /// @param gatekeeper who knows; where there is none, such rules answer 500
  public static LoadBalancerServer open(
      Transport transport,
      int loops,
      InstantSource clock,
      Traffic traffic,
      Optional<Gatekeeper> gatekeeper) {
    var group = new MultiThreadIoEventLoopGroup(loops, transport.factory());
    var dispatcher = new Dispatcher(gatekeeper);
    var lanes = new IdentityHashMap<EventLoop, Lane>();
    for (var executor : group) {
      var loop = (EventLoop) executor;
      var lane = new Lane(loop, transport, clock, dispatcher, traffic);
      lane.tickEvery(TICK);
      lanes.put(loop, lane);
    }
    return new LoadBalancerServer(transport, group, lanes, dispatcher);
  }

  /// From now on, requests are routed by this table.
  public void use(RouteTable table) {
    dispatcher.use(table);
  }

  /// Begins to listen for a listener of `balancer`, and says where.
  ///
  /// @param address where; its port need not be the declared one
  /// @throws IOException when the port is taken or may not be bound
  public InetSocketAddress listen(
      InetSocketAddress address, LoadBalancer balancer, dev.taskdock.model.Listener declared)
      throws IOException {
    return listen(address, accepting(balancer, declared, 0));
  }

  /// The same, with a mark on the packets to targets.
  ///
  /// @param mark a code point of differentiated services, 0 for none
  public InetSocketAddress listen(
      InetSocketAddress address,
      LoadBalancer balancer,
      dev.taskdock.model.Listener declared,
      int mark)
      throws IOException {
    return listen(address, accepting(balancer, declared, mark));
  }

  /// The same for an HTTPS listener.
  public InetSocketAddress listen(
      InetSocketAddress address,
      LoadBalancer balancer,
      dev.taskdock.model.Listener declared,
      int mark,
      TlsFront tls)
      throws IOException {
    return listen(address, accepting(balancer, declared, mark), tls);
  }

  /// Begins to stand for the proxies of Service Connect, at one address for one endpoint that one
  /// service's tasks reach, and says where.
  ///
  /// @param id what its route is found by, and its clients are told apart by
  /// @param group where connections go that have no requests
  /// @param mark a code point of differentiated services
  public InetSocketAddress connect(
      InetSocketAddress address,
      ListenerId id,
      TargetGroupName group,
      AppProtocol protocol,
      ServiceConnect.Waits timeout,
      int mark)
      throws IOException {
    // A listener that waits for ever would never look at the clock.
    var idle = timeout.idle().isZero() ? Duration.ofDays(365) : timeout.idle();
    var usual = Limits.usual();
    var listener =
        new Listener(
            id,
            false,
            Inserted.NOTHING,
            Forwarding.silent(id.loadBalancer().value()),
            new Limits(idle, Duration.ofDays(365), Duration.ofSeconds(5), usual.linger(), mark),
            Mesh.of(timeout.perRequest()));
    return switch (protocol) {
      case TCP ->
          bind(
              address,
              channel ->
                  channel.pipeline().addLast(new Relay(laneOf(channel), listener, group, channel)));
      case HTTP -> listen(address, listener);
      case HTTP2, GRPC ->
          bind(
              address,
              channel ->
                  channel
                      .pipeline()
                      .addLast(
                          new StreamClients(
                                  laneOf(channel),
                                  listener,
                                  channel,
                                  Optional.empty(),
                                  new Client.Session(true, Map.of(), Set.of()))
                              .codec()));
    };
  }

  /// Listens no longer at an address; connections that are there go on.
  public void close(InetSocketAddress address) {
    for (var channel : List.copyOf(listening)) {
      if (address.equals(channel.localAddress())) {
        listening.remove(channel);
        channel.close().awaitUninterruptibly();
      }
    }
  }

  InetSocketAddress listen(InetSocketAddress address, Listener listener) throws IOException {
    return bind(
        address,
        channel ->
            channel.pipeline().addLast(new ClientConnection(laneOf(channel), listener, channel)));
  }

  InetSocketAddress listen(InetSocketAddress address, Listener listener, TlsFront tls)
      throws IOException {
    return bind(
        address, channel -> new SecureClients(laneOf(channel), listener, tls).begin(channel));
  }

  private static Listener accepting(
      LoadBalancer balancer, dev.taskdock.model.Listener declared, int mark) {
    var attributes = balancer.attributes();
    var usual = Limits.usual();
    var limits =
        new Limits(
            attributes.idleTimeout(),
            attributes.clientKeepAlive(),
            usual.connect(),
            usual.linger(),
            mark);
    return new Listener(
        new ListenerId(balancer.name(), declared.port()),
        declared.attributes().serverHeader(),
        Inserted.of(declared.attributes().responseHeaders()),
        forwarding(balancer),
        limits);
  }

  private InetSocketAddress bind(InetSocketAddress address, Consumer<SocketChannel> accepted)
      throws IOException {
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(transport.serverChannel())
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    clients.add(channel);
                    accepted.accept(channel);
                  }
                });
    Sockets.tune(bootstrap, transport);
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("no socket at " + address, bound.cause());
    }
    listening.add(bound.channel());
    return (InetSocketAddress) bound.channel().localAddress();
  }

  /// How many requests a target has that it has not answered.
  public int outstanding(TargetId target) {
    return dispatcher.loads().outstanding(target);
  }

  /// Ends what a target still carries when its deregistration delay is over.
  public void cut(TargetId target) {
    lanes.forEach((loop, lane) -> loop.execute(() -> lane.cut(target)));
  }

  /// Listens no longer, ends each connection with the request that it carries, and waits until all
  /// clients are served.
  ///
  /// @return whether they are, within `patience`
  /// @throws InterruptedException when the calling thread is interrupted
  public boolean drain(Duration patience) throws InterruptedException {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    var left = new CountDownLatch(lanes.size());
    lanes.forEach((loop, lane) -> {
      var once = new AtomicBoolean();
      loop.execute(() ->
          lane.drain(() -> {
            if (once.compareAndSet(false, true)) {
              left.countDown();
            }
          }));
    });
    return left.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    // A loop that ends at once leaves open what it was about to close.
    clients.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    group.shutdownGracefully(20, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  private static Forwarding forwarding(LoadBalancer balancer) {
    var attributes = balancer.attributes();
    var headers = attributes.headers();
    return new Forwarding(
        switch (headers.forwardedFor()) {
          case APPEND -> ForwardedFor.APPEND;
          case PRESERVE -> ForwardedFor.PRESERVE;
          case REMOVE -> ForwardedFor.REMOVE;
        },
        headers.clientPort(),
        headers.preservesHost(),
        attributes.dropsInvalidHeaderFields(),
        switch (attributes.desyncMitigation()) {
          case MONITOR -> Desync.Mode.MONITOR;
          case DEFENSIVE -> Desync.Mode.DEFENSIVE;
          case STRICTEST -> Desync.Mode.STRICTEST;
        },
        balancer.name().value());
  }

  private Lane laneOf(SocketChannel channel) {
    return Objects.requireNonNull(lanes.get(channel.eventLoop()), "a loop of another group");
  }
}
