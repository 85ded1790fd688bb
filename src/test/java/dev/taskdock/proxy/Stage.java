package dev.taskdock.proxy;

import dev.taskdock.model.AppProtocol;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.ServiceConnect;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.proxy.Origin.Peer;
import dev.taskdock.proxy.http.Forwarding;
import dev.taskdock.proxy.http.Inserted;
import dev.taskdock.proxy.tls.TlsFront;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Member.Standing;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.RouteTable;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A load balancer on loopback, its targets and its clients, and what it told.
final class Stage implements Closeable, Traffic {
  private static final LoadBalancerName NAME = new LoadBalancerName("web");
  private static final TargetGroupName GROUP = new TargetGroupName("web");

  private final List<Closeable> opened = new ArrayList<>();
  private final LoadBalancerServer server;
  private Limits limits = Limits.usual();
  private Inserted inserted = Inserted.NOTHING;
  private TargetGroupAttributes attributes = TargetGroupAttributes.DEFAULT;
  private ProtocolVersion version = ProtocolVersion.HTTP1;
  private boolean targetsSpeakTls;
  private Duration perRequest = Duration.ofSeconds(15);
  private @Nullable InetSocketAddress mesh;

  final List<Integer> answered = new CopyOnWriteArrayList<>();
  final List<Cause> causes = new CopyOnWriteArrayList<>();
  final List<String> sentences = new CopyOnWriteArrayList<>();
  final List<Integer> failures = new CopyOnWriteArrayList<>();
  final List<String> refusals = new CopyOnWriteArrayList<>();
  final List<TargetId> retries = new CopyOnWriteArrayList<>();
  final List<Served> done = new CopyOnWriteArrayList<>();

  /// The same, to wait for.
  final BlockingQueue<Served> served = new LinkedBlockingQueue<>();

  static {
    Leaks.watch();
  }

  Stage(Transport transport) {
    this(transport, Optional.empty());
  }

  /// @param gatekeeper who is asked about those who come in
  Stage(Transport transport, Optional<Gatekeeper> gatekeeper) {
    server = LoadBalancerServer.open(transport, 2, InstantSource.system(), this, gatekeeper);
    opened.add(server::close);
  }

  /// The transports that this machine has.
  static Stream<Transport> transports() {
    return Stream.of(Transport.values())
        .filter(t -> t != Transport.EPOLL || Epoll.isAvailable())
        .filter(t -> t != Transport.IO_URING || IoUring.isAvailable());
  }

  LoadBalancerServer server() {
    return server;
  }

  /// Nobody waits longer than this for a byte.
  void idle(Duration idle) {
    limits = new Limits(idle, limits.keepAlive(), limits.connect(), limits.linger());
  }

  /// Listeners put these into each answer.
  void inserting(Map<String, String> fields) {
    inserted = Inserted.of(fields);
  }

  void group(TargetGroupAttributes next) {
    attributes = next;
  }

  Origin origin(Origin.Script script) throws IOException {
    var origin = Origin.playing(script);
    opened.add(origin);
    return origin;
  }

  Origin saying(String text) throws IOException {
    var origin = Origin.saying(text);
    opened.add(origin);
    return origin;
  }

  Peer client(InetSocketAddress address) throws IOException {
    var client = Peer.connected(address);
    opened.add(client);
    return client;
  }

  /// A client that closes itself.
  Peer connected(InetSocketAddress address) throws IOException {
    return Peer.connected(address);
  }

  /// A client of a load balancer before these targets.
  Peer client(Origin... origins) throws IOException {
    return client(before(origins));
  }

  /// Listens for a load balancer that forwards everything to these targets.
  InetSocketAddress before(Origin... origins) throws IOException {
    return before(RuleActions.of(RuleAction.Forward.to(GROUP)), origins);
  }

  InetSocketAddress before(RuleActions actions, Origin... origins) throws IOException {
    route(actions, Arrays.stream(origins).map(o -> Member.of(id(o), Standing.HEALTHY)).toList());
    return server.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new Listener(
            new ListenerId(NAME, 80), true, inserted, Forwarding.usual("lb.example"), limits));
  }

  /// Listens in TLS for a load balancer that forwards everything to these targets.
  InetSocketAddress secure(TlsFront tls, Origin... origins) throws IOException {
    return secure(tls, RuleActions.of(RuleAction.Forward.to(GROUP)), origins);
  }

  InetSocketAddress secure(TlsFront tls, RuleActions actions, Origin... origins)
      throws IOException {
    route(actions, Arrays.stream(origins).map(o -> Member.of(id(o), Standing.HEALTHY)).toList());
    return server.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        new Listener(
            new ListenerId(NAME, 443), true, inserted, Forwarding.usual("lb.example"), limits),
        tls);
  }

  /// A request may take this long where nothing balances loads.
  void perRequest(Duration most) {
    perRequest = most;
  }

  /// Listens as a proxy of Service Connect for these targets.
  void mesh(AppProtocol protocol, Origin... origins) throws IOException {
    route(
        RuleActions.of(RuleAction.Forward.to(GROUP)),
        Arrays.stream(origins).map(o -> Member.of(id(o), Standing.HEALTHY)).toList());
    mesh =
        server.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ListenerId(NAME, 80),
            GROUP,
            protocol,
            new ServiceConnect.Waits(Duration.ofMinutes(5), perRequest),
            0);
  }

  /// Where it listens.
  InetSocketAddress mesh() {
    return Objects.requireNonNull(mesh);
  }

  /// Targets are spoken to like this.
  void speaking(ProtocolVersion with, boolean inTls) {
    version = with;
    targetsSpeakTls = inTls;
  }

  /// Puts these in place of the targets there were.
  void targets(Member... members) {
    route(RuleActions.of(RuleAction.Forward.to(GROUP)), List.of(members));
  }

  static TargetId id(Origin origin) {
    return new TargetId("127.0.0.1", origin.address().getPort());
  }

  private void route(RuleActions actions, List<Member> members) {
    var listeners =
        Stream.of(80, 443)
            .map(port ->
                new dev.taskdock.model.Listener(
                    port,
                    port == 443 ? Optional.of(TlsSettings.DEFAULT) : Optional.empty(),
                    List.<ListenerRule>of(),
                    actions,
                    ListenerAttributes.DEFAULT))
            .toList();
    var group =
        new TargetGroup(
            GROUP,
            targetsSpeakTls,
            version,
            80,
            TargetHealthCheck.standard(ProtocolVersion.HTTP1),
            attributes);
    server.use(
        RouteTable.of(
                List.of(new LoadBalancer(NAME, listeners, LoadBalancerAttributes.DEFAULT)),
                Map.of())
            .withPools(List.of(Pool.of(group, members))));
  }

  @Override
  public boolean wantsTexts() {
    return true;
  }

  @Override
  public void done(Served request) {
    done.add(request);
    answered.add(request.status());
    served.add(request);
  }

  @Override
  public void failed(TargetGroupName group, Failure failure, int status) {
    causes.add(failure.cause());
    sentences.add(failure.sentence() + ": " + failure.advice());
    failures.add(status);
  }

  @Override
  public void retried(ListenerId listener, TargetId failed) {
    retries.add(failed);
  }

  @Override
  public void refused(int status, String why, Optional<Route> route) {
    refusals.add(status + " " + why);
  }

  @Override
  public void close() throws IOException {
    for (var one : opened.reversed()) {
      one.close();
    }
  }
}
