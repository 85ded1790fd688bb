import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.ListenerRule;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.Patterns.Wildcards;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import dev.taskdock.model.RuleCondition;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.model.Transforms;
import dev.taskdock.proxy.LoadBalancerServer;
import dev.taskdock.proxy.Tally;
import dev.taskdock.proxy.Transport;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Pool;
import dev.taskdock.routing.RouteTable;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The load balancer in front of two targets, with a rule by path and one by host, and with its
/// facts counted: `Alone TRANSPORT LOOPS PORT TARGETPORT...`.
final class Alone {
  private static final TargetGroupName GROUP = new TargetGroupName("bench");

  private Alone() {}

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[2]);
    var forward = RuleActions.of(RuleAction.Forward.to(GROUP));
    var rules =
        List.of(
            rule(10, new RuleCondition.PathPattern(new Wildcards(List.of("/api/*"))), forward),
            rule(20, new RuleCondition.HostHeader(new Wildcards(List.of("*.test"))), forward));
    var listener =
        new Listener(port, Optional.empty(), rules, forward, ListenerAttributes.DEFAULT);
    var balancer =
        new LoadBalancer(
            new LoadBalancerName("bench"), List.of(listener), LoadBalancerAttributes.DEFAULT);
    var members =
        Arrays.stream(arguments)
            .skip(3)
            .map(Integer::parseInt)
            .map(p -> Member.of(new TargetId("127.0.0.1", p), Member.Standing.HEALTHY))
            .toList();
    var group =
        new TargetGroup(
            GROUP,
            false,
            ProtocolVersion.HTTP1,
            80,
            TargetHealthCheck.standard(ProtocolVersion.HTTP1),
            TargetGroupAttributes.DEFAULT);

    var tally = new Tally(10_000, false);
    var server =
        LoadBalancerServer.open(
            Transport.valueOf(arguments[0]),
            Integer.parseInt(arguments[1]),
            InstantSource.system(),
            tally);
    server.use(
        RouteTable.of(List.of(balancer), Map.of())
            .withPools(List.of(Pool.of(group, members))));
    server.listen(new InetSocketAddress("127.0.0.1", port), balancer, listener);
    while (true) {
      tally.drain(_ -> {});
      Thread.sleep(100);
    }
  }

  private static ListenerRule rule(int priority, RuleCondition condition, RuleActions actions) {
    return new ListenerRule(priority, List.of(condition), Transforms.NONE, actions);
  }
}
