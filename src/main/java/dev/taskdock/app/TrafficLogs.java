package dev.taskdock.app;

import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.proxy.Gatekeeper;
import dev.taskdock.proxy.Served;
import dev.taskdock.proxy.tls.ClientLeaf;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.routing.AccessLogEntry;
import dev.taskdock.routing.ConnectionLogEntry;
import dev.taskdock.routing.FlowLogEntry;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Rewritten;
import dev.taskdock.routing.Route;
import dev.taskdock.stream.FlowTraffic;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The access and connection logs of load balancers, in AWS's format, one file for each.
///
/// Event loops only hand over what is to be written; lines are made and written by a thread of
/// their own, many at a time: one that woke for each request would cost more than the request.
/// There is room for so many: what comes when there is none is lost, and that is counted.
///
/// Departing from AWS: plain files that grow to a limit, in place of a compressed object every five
/// minutes.
final class TrafficLogs implements AutoCloseable {
  private static final int ROOM = 16_384;

  /// In ms. What waits longer grows old in the JVM's sense, and costs more.
  private static final long WRITE_EVERY = 20;

  private final ArrayBlockingQueue<Fact> waiting = new ArrayBlockingQueue<>(ROOM);
  private final AtomicLong lost = new AtomicLong();
  private final Map<LoadBalancerName, RollingFile> access = new HashMap<>();
  private final Map<LoadBalancerName, RollingFile> connections = new HashMap<>();
  private final Map<LoadBalancerName, RollingFile> secured = new HashMap<>();
  private final Consumer<String> note;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("access log").factory());

  /// What is to be written.
  private sealed interface Fact {
    record Request(Served served) implements Fact {}

    record Flow(Instant at, FlowTraffic.TlsEnded connection) implements Fact {}

    /// @param verification of the client's certificate, where one is asked for
    record Connection(
        Instant at,
        ListenerId listener,
        String client,
        String id,
        Optional<Secured> secured,
        Optional<String> verification)
        implements Fact {}
  }

  private TrafficLogs(Workload.Front front, Path folder, Consumer<String> note) {
    this.note = note;
    for (var balancer : front.balancers()) {
      if (wantsAccess(front, balancer)) {
        access.put(balancer.name(), file(folder, balancer.name(), "access.log"));
      }
      if (wantsConnections(front, balancer)) {
        connections.put(balancer.name(), file(folder, balancer.name(), "connection.log"));
      }
    }
    for (var balancer : front.networks()) {
      if (wantsAccess(front, balancer)) {
        secured.put(balancer.name(), file(folder, balancer.name(), "access.log"));
      }
    }
    var _ =
        writer.scheduleWithFixedDelay(this::write, WRITE_EVERY, WRITE_EVERY, TimeUnit.MILLISECONDS);
  }

  /// The logs that attributes or options ask for; none where nobody does.
  ///
  /// @param folder where they are to be
  static Optional<TrafficLogs> of(Workload.Front front, Path folder, Consumer<String> note) {
    boolean wanted =
        front.balancers().stream()
                .anyMatch(b -> wantsAccess(front, b) || wantsConnections(front, b))
            || front.networks().stream().anyMatch(b -> wantsAccess(front, b));
    return wanted ? Optional.of(new TrafficLogs(front, folder, note)) : Optional.empty();
  }

  private static boolean wantsAccess(Workload.Front front, LoadBalancer balancer) {
    return front.options().logs() || balancer.attributes().logs().access();
  }

  /// Network load balancers log what TLS listeners do, and nothing else.
  private static boolean wantsAccess(Workload.Front front, NetworkLoadBalancer balancer) {
    return (front.options().logs() || balancer.logs())
        && balancer.listeners().stream().anyMatch(l -> l.tls().isPresent());
  }

  private static boolean wantsConnections(Workload.Front front, LoadBalancer balancer) {
    return front.options().logs() || balancer.attributes().logs().connections();
  }

  private RollingFile file(Path folder, LoadBalancerName balancer, String kind) {
    var file = new RollingFile(folder.resolve(balancer + "." + kind));
    note.accept("%s  %s".formatted(balancer, file.path()));
    return file;
  }

  /// Whether anybody wants what was said in requests.
  boolean wantsTexts() {
    return !access.isEmpty();
  }

  void done(Served served) {
    if (access.containsKey(served.listener().loadBalancer())) {
      offer(new Fact.Request(served));
    }
  }

  /// @param session how the connection is secured; empty where it is not
  void opened(ListenerId listener, String client, String id, Optional<Secured> session) {
    if (connections.containsKey(listener.loadBalancer())) {
      var verification = session.filter(Secured::verified).map(_ -> "Success");
      offer(new Fact.Connection(Instant.now(), listener, client, id, session, verification));
    }
  }

  /// A connection of which no TLS session came.
  ///
  /// @param verification what is said of the client's certificate, where one is asked for
  void unsecured(ListenerId listener, String client, String id, Optional<String> verification) {
    if (connections.containsKey(listener.loadBalancer())) {
      offer(
          new Fact.Connection(Instant.now(), listener, client, id, Optional.empty(), verification));
    }
  }

  void ended(FlowTraffic.TlsEnded connection) {
    if (secured.containsKey(connection.listener().loadBalancer())) {
      offer(new Fact.Flow(Instant.now(), connection));
    }
  }

  /// How many lines there was no room for.
  long lost() {
    return lost.get();
  }

  private void offer(Fact fact) {
    if (!waiting.offer(fact)) {
      lost.incrementAndGet();
    }
  }

  private void write() {
    try {
      for (var fact = waiting.poll(); fact != null; fact = waiting.poll()) {
        switch (fact) {
          case Fact.Request(var served) -> write(access, served.listener(), line(served));
          case Fact.Flow(var at, var connection) ->
              write(secured, connection.listener(), line(at, connection));
          case Fact.Connection connection ->
              write(connections, connection.listener(), line(connection));
        }
      }
      for (var file : access.values()) {
        file.flush();
      }
      for (var file : connections.values()) {
        file.flush();
      }
      for (var file : secured.values()) {
        file.flush();
      }
    } catch (IOException e) {
      note.accept("a log of a load balancer cannot be written: " + e.getMessage());
      writer.shutdown();
    }
  }

  private static void write(
      Map<LoadBalancerName, RollingFile> files, ListenerId listener, String line)
      throws IOException {
    var file = files.get(listener.loadBalancer());
    if (file != null) {
      file.write(line.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static String line(Instant at, FlowTraffic.TlsEnded connection) {
    return new FlowLogEntry(
            at,
            Arns.net(connection.listener().loadBalancer()),
            Arns.listener(),
            text(connection.client()),
            text(connection.destination()),
            connection.whole(),
            connection.handshake(),
            connection.received(),
            connection.sent(),
            connection
                .session()
                .map(s ->
                    new FlowLogEntry.Tls(
                        s.certificate(), s.cipher(), s.protocol(), s.serverName(), s.alpn())))
        .text();
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private static String line(Fact.Connection connection) {
    int colon = connection.client().lastIndexOf(':');
    return new ConnectionLogEntry(
            connection.at(),
            connection.client().substring(0, colon).replaceAll("[\\[\\]]", ""),
            Integer.parseInt(connection.client().substring(colon + 1)),
            connection.listener().port(),
            connection
                .secured()
                .map(s ->
                    new ConnectionLogEntry.Handshake(
                        s.protocol(), s.cipher(), s.handshake(), s.group())),
            connection
                .secured()
                .flatMap(ClientLeaf::of)
                .map(leaf ->
                    new ConnectionLogEntry.Certificate(
                        leaf.subject(), leaf.validity(), leaf.serialNumber())),
            connection.verification(),
            connection.id())
        .text();
  }

  private static String line(Served served) {
    var texts = served.texts().orElseThrow();
    var times = served.times();
    var asked = served.target();
    return new AccessLogEntry(
            type(served, texts),
            Arns.elb(served.listener().loadBalancer()),
            texts.client(),
            line(served, texts),
            new AccessLogEntry.Times(
                times.ended().minus(times.whole()),
                times.ended(),
                times.request(),
                times.target(),
                times.response()),
            new AccessLogEntry.Outcome(
                served.status(),
                asked.map(Served.Asked::status).filter(s -> s > 0).stream()
                    .mapToInt(s -> s)
                    .findFirst(),
                asked.map(a -> a.id().toString()),
                asked.map(a -> Arns.arn(a.group()))),
            new AccessLogEntry.Bytes(served.received(), served.sent()),
            texts.secured().map(TrafficLogs::tls).orElse(AccessLogEntry.Tls.NONE),
            new AccessLogEntry.Tracing(
                texts.traceId().isEmpty() ? "-" : texts.traceId(),
                texts.connection().isEmpty() ? "-" : texts.connection()),
            judgement(served))
        .text();
  }

  private static String type(Served served, Served.Texts texts) {
    boolean upgraded = served.status() == 101;
    if (texts.secured().isEmpty()) {
      return upgraded ? "ws" : "http";
    }
    if (texts.grpc()) {
      return "grpcs";
    }
    return upgraded ? "wss" : texts.line().endsWith("HTTP/2.0") ? "h2" : "https";
  }

  /// Where an earlier session went on, no certificate was chosen, and that is written in its place.
  private static AccessLogEntry.Tls tls(Secured secured) {
    return new AccessLogEntry.Tls(
        Optional.of(secured.cipher()),
        Optional.of(secured.protocol()),
        secured.serverName(),
        Optional.of(secured.resumed() ? "session-reused" : secured.certificate())
            .filter(name -> !name.isEmpty()));
  }

  private static AccessLogEntry.Line line(Served served, Served.Texts texts) {
    var said = texts.line();
    int method = said.indexOf(' ');
    int version = said.lastIndexOf(' ');
    boolean whole = method > 0 && version > method;
    var host = texts.host();
    int colon = host.lastIndexOf(':');
    boolean ported = colon > host.lastIndexOf(']') && colon > 0;
    return new AccessLogEntry.Line(
        whole ? said.substring(0, method) : "",
        texts.secured().isPresent() ? "https" : "http",
        (ported ? host.substring(0, colon) : host) + ":" + served.listener().port(),
        whole ? said.substring(method + 1, version) : "",
        whole ? said.substring(version + 1) : "",
        Optional.of(texts.agent()).filter(a -> !a.isEmpty()));
  }

  private static AccessLogEntry.Judgement judgement(Served served) {
    var executed = served.executed();
    return new AccessLogEntry.Judgement(
        served.route().map(r -> OptionalInt.of(r.priority())).orElse(OptionalInt.empty()),
        Stream.concat(
                served.finding().stream().map(_ -> "authenticate"),
                executed.stream().flatMap(r -> actions(r).stream()))
            .toList(),
        executed.flatMap(TrafficLogs::location),
        served.finding().flatMap(Gatekeeper.Finding::reason),
        served.classification(),
        executed.map(TrafficLogs::rewritten).orElse(Rewritten.NOTHING));
  }

  private static List<String> actions(Route route) {
    return switch (route) {
      case Route.Forward(_, _, var rewritten) ->
          rewritten.status().isPresent() ? List.of("rewrite", "forward") : List.of("forward");
      case Route.RedirectTo _ -> List.of("redirect");
      case Route.Answer _ -> List.of("fixed-response");
      case Route.Failed(_, int status, _, _) ->
          status == 507 ? List.of("redirect") : List.of("rewrite");
      case Route.Authenticate _, Route.Validate _, Route.SignInPage _ -> List.of("authenticate");
    };
  }

  private static Optional<String> location(Route route) {
    return route instanceof Route.RedirectTo(_, _, var location)
        ? Optional.of(location)
        : Optional.empty();
  }

  private static Rewritten rewritten(Route route) {
    return switch (route) {
      case Route.Forward(_, _, var rewritten) -> rewritten;
      case Route.Failed(_, _, var rewritten, _) -> rewritten;
      case Route.RedirectTo _,
          Route.Answer _,
          Route.Authenticate _,
          Route.Validate _,
          Route.SignInPage _ ->
          Rewritten.NOTHING;
    };
  }

  /// Writes what is left.
  @Override
  public void close() {
    writer.shutdown();
    try {
      writer.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    write();
    for (var files : List.of(access, connections, secured)) {
      files.values().forEach(RollingFile::close);
    }
  }
}
