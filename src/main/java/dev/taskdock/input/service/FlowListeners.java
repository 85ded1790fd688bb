package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4004;
import static dev.taskdock.problem.Code.TD4011;
import static dev.taskdock.problem.Code.TD4012;
import static dev.taskdock.problem.Code.TD4015;
import static dev.taskdock.problem.Code.TD4021;
import static dev.taskdock.problem.Code.TD4030;
import static dev.taskdock.problem.Code.TD4035;
import static dev.taskdock.problem.Code.TD4036;

import dev.taskdock.model.AlpnPolicy;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TlsSettings;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads the listeners of a network load balancer, which has an address and so all ports of its
/// own.
///
/// Source: CreateListener, ModifyListenerAttributes and the guide to network load balancers.
final class FlowListeners {
  private static final String IDLE = "tcp.idle_timeout.seconds";
  private static final int MOST_LISTENERS = 50;
  private static final int MOST_GROUPS = 5;
  private static final int LONGEST_STICKINESS = 604_800;
  private static final List<String> PROTOCOLS =
      Stream.of(FlowProtocol.values()).map(Enum::name).toList();
  private static final List<String> WITHOUT = List.of("QUIC", "TCP_QUIC");

  private final Names names;
  private final Map<Integer, Location> ports = new HashMap<>();

  FlowListeners(Names names) {
    this.names = names;
  }

  List<FlowListener> of(Members balancer) {
    var written = balancer.objects("Listeners", Shape.LISTENER);
    if (written.size() > MOST_LISTENERS) {
      balancer.tell(
          TD4021,
          "a load balancer with " + written.size() + " listeners",
          "Listeners",
          "A network load balancer has " + MOST_LISTENERS + " listeners at most.",
          "declare another load balancer");
    }
    return written.stream().flatMap(l -> listener(l).stream()).toList();
  }

  private Optional<FlowListener> listener(Members listener) {
    listener.expect("Protocol", "TCP");
    listener.expect("Port", "6379");
    var protocol = protocol(listener);
    var port = listener.number("Port", 1, 65_535).filter(p -> isFree(listener, p));
    for (var member : List.of("Rules", "MutualAuthentication")) {
      tellForeign(listener, member, "A network load balancer looks at no request or certificate.");
    }
    if (protocol.isEmpty()) {
      return Optional.empty();
    }
    var tls = tls(listener, protocol.get());
    var alpn = alpn(listener, protocol.get());
    var idle = idle(listener, protocol.get());
    return port.flatMap(p ->
        action(listener, protocol.get())
            .map(f -> new FlowListener(p, protocol.get(), tls, alpn, f, idle)));
  }

  private static Optional<FlowProtocol> protocol(Members listener) {
    if (listener.text("Protocol").filter(WITHOUT::contains).isPresent()) {
      listener.tell(
          TD4015,
          "a listener of " + listener.text("Protocol").orElseThrow(),
          "Protocol",
          "AWS passes QUIC on by the server id in its packets; taskdock does not know QUIC.",
          "write UDP, where one target is enough");
      return Optional.empty();
    }
    return listener.word("Protocol", PROTOCOLS).map(FlowProtocol::valueOf);
  }

  private boolean isFree(Members listener, int port) {
    var here = listener.fields().locationOf("Port");
    var other = Optional.ofNullable(ports.putIfAbsent(port, here));
    other.ifPresent(place ->
        listener
            .fields()
            .add(
                Diagnostic.error(TD4011, "two listeners at port " + port)
                    .at(here)
                    .because("A load balancer has one listener at a port, TCP and UDP alike.")
                    .fixedBy("write one listener of TCP_UDP, or give one of them another port")
                    .seeAlso(place, "the other one")));
    return other.isEmpty();
  }

  private static void tellForeign(Members listener, String member, String why) {
    if (listener.has(member)) {
      listener.tell(
          TD4012,
          Quoted.of(member) + " on a listener of a network load balancer",
          member,
          why,
          "remove it");
    }
  }

  private static Optional<TlsSettings> tls(Members listener, FlowProtocol protocol) {
    if (protocol == FlowProtocol.TLS) {
      return Optional.of(Listeners.tls(listener));
    }
    for (var member : List.of("Certificates", "SslPolicy", "AlpnPolicy")) {
      if (listener.has(member)) {
        listener.tell(
            TD4012,
            Quoted.of(member) + " on a listener of " + protocol,
            member,
            "It belongs to TLS listeners; others pass on what they do not look at.",
            "write Protocol: TLS, or remove it");
      }
    }
    return Optional.empty();
  }

  private static AlpnPolicy alpn(Members listener, FlowProtocol protocol) {
    if (protocol != FlowProtocol.TLS || !listener.has("AlpnPolicy")) {
      return AlpnPolicy.NONE;
    }
    var known = Stream.of(AlpnPolicy.values()).map(AlpnPolicy::word).toList();
    var written = listener.fields().texts("AlpnPolicy", "[HTTP2Preferred]");
    var policy =
        Stream.of(AlpnPolicy.values()).filter(p -> written.equals(List.of(p.word()))).findFirst();
    if (policy.isEmpty()) {
      listener.tell(
          TD4012,
          Quoted.of(String.join(", ", written)) + " is no ALPN policy",
          "AlpnPolicy",
          "AWS takes one of " + String.join(", ", known) + ", in a list.",
          "write AlpnPolicy: [HTTP2Preferred]");
    }
    return policy.orElse(AlpnPolicy.NONE);
  }

  private static Duration idle(Members listener, FlowProtocol protocol) {
    var written = Attributes.of(listener.fields(), "ListenerAttributes", List.of(IDLE));
    boolean fixed = protocol == FlowProtocol.TLS || protocol == FlowProtocol.UDP;
    if (fixed && written.text(IDLE).isPresent()) {
      written.tell(
          IDLE,
          protocol == FlowProtocol.TLS
              ? "It is 350 s on TLS listeners, which AWS does not let you change."
              : "Flows of UDP are forgotten after 120 s, which AWS does not let you change.");
      return FlowListener.IDLE_TIMEOUT;
    }
    return written.seconds(IDLE, 60, 6000, FlowListener.IDLE_TIMEOUT);
  }

  private Optional<Forward> action(Members listener, FlowProtocol protocol) {
    if (!listener.has("DefaultActions")) {
      listener
          .fields()
          .add(
              Diagnostic.error(TD4004, "no \"DefaultActions\" here")
                  .at(listener.fields().location())
                  .because("A listener says where its flows go.")
                  .fixedBy("add DefaultActions: [{Type: forward, TargetGroupArn: NAME}]"));
      return Optional.empty();
    }
    var actions = listener.objects("DefaultActions", Shape.ACTION);
    boolean forwards =
        actions.size() == 1
            && actions.getFirst().text("Type").filter("forward"::equals).isPresent();
    if (!forwards) {
      listener.tell(
          TD4030,
          "a listener of a network load balancer that does not just forward",
          "DefaultActions",
          "It has one action, of the type forward: there are no requests to answer.",
          "write DefaultActions: [{Type: forward, TargetGroupArn: NAME}]");
      return Optional.empty();
    }
    return forward(actions.getFirst(), protocol);
  }

  private Optional<Forward> forward(Members action, FlowProtocol protocol) {
    var config = action.object("ForwardConfig", Shape.FORWARD);
    if (config.isEmpty()) {
      action.expect("TargetGroupArn", "NAME");
      return names
          .group(action)
          .filter(g -> fits(action, g, protocol))
          .map(g -> Forward.to(g.name()));
    }
    var groups = new ArrayList<Forward.Weighted>();
    for (var tuple : config.get().objects("TargetGroups", Shape.WEIGHTED)) {
      tuple.expect("TargetGroupArn", "NAME");
      int weight = tuple.number("Weight", 0, 999).orElse(1);
      names
          .group(tuple)
          .filter(g -> fits(tuple, g, protocol))
          .ifPresent(g -> groups.add(new Forward.Weighted(g.name(), weight)));
    }
    tellMisfits(config.get(), groups);
    var sticky = stickiness(config.get(), protocol);
    return groups.isEmpty() ? Optional.empty() : Optional.of(new Forward(groups, sticky));
  }

  private static void tellMisfits(Members config, List<Forward.Weighted> groups) {
    if (groups.size() > MOST_GROUPS) {
      config.tell(
          TD4021,
          "a forward to " + groups.size() + " target groups",
          "TargetGroups",
          "AWS takes at most " + MOST_GROUPS + " of them in an action.",
          "leave some out");
    }
    if (!groups.isEmpty() && groups.stream().allMatch(g -> g.weight() == 0)) {
      config.tell(
          TD4035,
          "a forward whose weights are all zero",
          "TargetGroups",
          "Nobody would get anything, and each connection be reset.",
          "give one of them a weight");
    }
  }

  private static Optional<Duration> stickiness(Members config, FlowProtocol protocol) {
    var stickiness = config.object("TargetGroupStickinessConfig", Shape.STICKINESS);
    boolean enabled = stickiness.flatMap(s -> s.fields().flag("Enabled")).orElse(false);
    if (enabled && protocol == FlowProtocol.TLS) {
      config.tell(
          TD4035,
          "a sticky forward of a TLS listener",
          "TargetGroupStickinessConfig",
          "AWS keeps an address with its target group on other listeners only.",
          "remove it");
    }
    return stickiness
        .filter(_ -> enabled)
        .map(s -> s.seconds("DurationSeconds", 1, LONGEST_STICKINESS, Duration.ofHours(1)));
  }

  private static boolean fits(Members at, TargetGroup group, FlowProtocol listener) {
    boolean fits = group.flows().filter(f -> listener.goesTo(f.protocol())).isPresent();
    if (!fits) {
      at.tell(
          TD4036,
          "a listener of %s cannot forward to %s of %s"
              .formatted(listener, Quoted.of(group.name().value()), group.protocol()),
          "TargetGroupArn",
          "AWS answers IncompatibleProtocols: such a listener goes to groups of "
              + Stream.of(FlowProtocol.values())
                  .filter(listener::goesTo)
                  .map(Enum::name)
                  .reduce((a, b) -> a + " or " + b)
                  .orElseThrow()
              + ".",
          "change the Protocol of one of them");
    }
    return fits;
  }
}
