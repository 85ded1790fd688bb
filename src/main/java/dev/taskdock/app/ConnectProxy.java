package dev.taskdock.app;

import dev.taskdock.discovery.Alias;
import dev.taskdock.firewall.Proxied;
import dev.taskdock.firewall.TaskEndpoint;
import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Failure;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.proxy.Served;
import dev.taskdock.proxy.Traffic;
import dev.taskdock.proxy.Transport;
import dev.taskdock.proxy.tls.Secured;
import dev.taskdock.routing.ListenerId;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.Route;
import dev.taskdock.routing.RouteTable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/// The one proxy that stands for the sidecars of Service Connect.
///
/// It listens where tasks reach this machine, on a port for each endpoint that the tasks of a
/// service know: that is how it is told apart who asks for what.
final class ConnectProxy implements AutoCloseable {
  private static final int LOOPS = 2;

  private final InetAddress here;
  private final LoadBalancerServer server;
  private final BiConsumer<Line, String> unanswered;
  private final Map<Line, Opened> doors = new HashMap<>();
  private final Map<ListenerId, Opened> byId = new ConcurrentHashMap<>();
  private int opened;

  /// From the tasks of a service to an endpoint.
  record Line(ServiceName client, Alias alias) {}

  /// Where a line begins.
  private record Opened(
      Line line, ListenerId id, TargetGroup group, InetSocketAddress at, ConnectMeter meter) {}

  /// @param unanswered told of a line on which nobody could be reached, and how that was answered
  private ConnectProxy(InetAddress here, BiConsumer<Line, String> unanswered) {
    this.here = here;
    this.unanswered = unanswered;
    this.server = LoadBalancerServer.open(Transport.best(), LOOPS, Clock.systemUTC(), new Heard());
  }

  /// Makes one that listens at an address of this machine.
  static ConnectProxy open(InetAddress here, BiConsumer<Line, String> unanswered) {
    return new ConnectProxy(here, unanswered);
  }

  /// Where a line begins, from now on if not before.
  ///
  /// @throws IOException when nothing can listen here
  synchronized TaskEndpoint door(Line line) throws IOException {
    var known = doors.get(line);
    if (known != null) {
      return endpoint(known);
    }
    var name = "connect-" + ++opened;
    var id = new ListenerId(new LoadBalancerName(name), line.alias().name().port());
    var group = group(new TargetGroupName(name), line.alias());
    var at =
        server.connect(
            new InetSocketAddress(here, 0),
            id,
            group.name(),
            line.alias().protocol(),
            line.alias().timeout(),
            Proxied.MARK);
    var door = new Opened(line, id, group, at, new ConnectMeter());
    doors.put(line, door);
    byId.put(id, door);
    return endpoint(door);
  }

  private static TaskEndpoint endpoint(Opened door) {
    return new TaskEndpoint(door.at().getAddress().getHostAddress(), door.at().getPort());
  }

  private static TargetGroup group(TargetGroupName name, Alias alias) {
    var version =
        switch (alias.protocol()) {
          case TCP, HTTP -> ProtocolVersion.HTTP1;
          case HTTP2, GRPC -> ProtocolVersion.HTTP2;
        };
    return new TargetGroup(
        name,
        false,
        version,
        alias.name().port(),
        TargetHealthCheck.standard(ProtocolVersion.HTTP1),
        TargetGroupAttributes.DEFAULT);
  }

  /// From now on, these targets are behind each line; a line that is not among them is closed.
  synchronized void use(Map<Line, List<TargetId>> targets) {
    var gone = doors.keySet().stream().filter(line -> !targets.containsKey(line)).toList();
    gone.forEach(this::shut);
    var balancers = new ArrayList<LoadBalancer>();
    var pools = new ArrayList<Pool>();
    for (var door : doors.values()) {
      balancers.add(balancer(door));
      var members =
          targets.getOrDefault(door.line(), List.of()).stream()
              .map(id -> Member.of(id, Member.Standing.HEALTHY))
              .toList();
      pools.add(Pool.of(door.group(), members));
    }
    server.use(RouteTable.of(balancers, Map.of()).withPools(pools));
  }

  private void shut(Line line) {
    var door = doors.remove(line);
    if (door != null) {
      byId.remove(door.id());
      server.close(door.at());
    }
  }

  private static LoadBalancer balancer(Opened door) {
    var forward = RuleActions.of(RuleAction.Forward.to(door.group().name()));
    return new LoadBalancer(
        door.id().loadBalancer(),
        List.of(
            new Listener(
                door.id().port(),
                Optional.empty(),
                List.of(),
                forward,
                ListenerAttributes.DEFAULT)),
        LoadBalancerAttributes.DEFAULT);
  }

  /// The lines there are.
  synchronized Set<Line> lines() {
    return Set.copyOf(doors.keySet());
  }

  /// What was counted on each line.
  synchronized Map<Line, ConnectMeter> meters() {
    var meters = new HashMap<Line, ConnectMeter>();
    doors.forEach((line, door) -> meters.put(line, door.meter()));
    return meters;
  }

  /// Ends what tasks that are gone still carry.
  void cut(Collection<TargetId> targets) {
    targets.forEach(server::cut);
  }

  @Override
  public void close() {
    server.close();
  }

  /// Counts, on the event loops.
  private final class Heard implements Traffic {
    @Override
    public boolean wantsTexts() {
      return false;
    }

    @Override
    public void opened(ListenerId listener, String client, String id, Optional<Secured> secured) {
      of(listener).ifPresent(d -> d.meter().opened());
    }

    @Override
    public void closed(ListenerId listener) {
      of(listener).ifPresent(d -> d.meter().closed());
    }

    @Override
    public void done(Served served) {
      of(served.listener())
          .ifPresent(door -> {
            door.meter().done(served, door.line().alias().protocol());
            if (served.target().isEmpty() && served.status() == 503) {
              unanswered.accept(door.line(), "503");
            }
          });
    }

    @Override
    public void carried(ListenerId listener, TargetId target, long received, long sent) {
      of(listener).ifPresent(d -> d.meter().carried(received, sent));
    }

    @Override
    public void retried(ListenerId listener, TargetId failed) {
      of(listener).ifPresent(d -> d.meter().retried());
    }

    @Override
    public void failed(TargetGroupName group, Failure failure, int status) {
      byId.values().stream()
          .filter(d -> d.group().name().equals(group))
          .forEach(d -> d.meter().failed());
    }

    @Override
    public void unreached(ListenerId listener) {
      of(listener).ifPresent(d -> unanswered.accept(d.line(), "closed"));
    }

    @Override
    public void refused(int status, String why, Optional<Route> route) {
      // Told with the request.
    }

    private Optional<Opened> of(ListenerId listener) {
      return Optional.ofNullable(byId.get(listener));
    }
  }
}
