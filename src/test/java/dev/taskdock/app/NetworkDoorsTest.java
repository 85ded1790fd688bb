package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskdock.model.AlpnPolicy;
import dev.taskdock.model.FlowAttributes;
import dev.taskdock.model.FlowListener;
import dev.taskdock.model.FlowProtocol;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.ProtocolVersion;
import dev.taskdock.model.RuleAction.Forward;
import dev.taskdock.model.TargetGroup;
import dev.taskdock.model.TargetGroupAttributes;
import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetHealthCheck;
import dev.taskdock.model.TargetId;
import dev.taskdock.routing.Member;
import dev.taskdock.routing.Member.Standing;
import dev.taskdock.routing.Pool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Network load balancers in front of targets whose health is given.
final class NetworkDoorsTest {
  private static final TargetGroupName REDIS = new TargetGroupName("redis");
  private static final FlowAttributes STANDARD = FlowAttributes.standard(FlowProtocol.TCP);
  private static final FlowAttributes PATIENT =
      new FlowAttributes(
          FlowProtocol.TCP,
          false,
          false,
          false,
          Optional.empty(),
          false,
          false,
          Duration.ofMinutes(5));
  private static final FlowAttributes CUTTING =
      new FlowAttributes(
          FlowProtocol.TCP, false, false, false, Optional.empty(), true, true, Duration.ZERO);

  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final LinkedBlockingQueue<Socket> taken = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ServerSocket target;

  @BeforeEach
  void listen() throws IOException {
    target = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    opened.add(target);
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              taken.add(target.accept());
            }
          } catch (IOException e) {
            // Closed.
          }
        });
  }

  @AfterEach
  void closeAll() throws Exception {
    for (var one : opened.reversed()) {
      one.close();
    }
  }

  @Test
  void a_load_balancer_is_at_an_address_of_its_own_that_stays() throws Exception {
    var doors = doors(STANDARD);

    var at = doors.listeners().toList().getFirst().address();

    assertThat(at.getScheme()).isEqualTo("tcp");
    assertThat(at.getHost()).matches("127\\.(12[89]|1[3-8]\\d|19[01])\\..*");
    assertThat(at.getHost()).isEqualTo(NetworkDoors.address("p", balancer(STANDARD)));
    assertThat(at.getHost()).isNotEqualTo(NetworkDoors.address("q", balancer(STANDARD)));
    assertThat(notes).first().asString().startsWith("cache  " + at);
  }

  @Test
  void connections_to_a_target_that_becomes_unhealthy_are_reset() throws Exception {
    var doors = doors(STANDARD);
    var client = connected(doors);

    doors.use(pools(STANDARD, Standing.UNHEALTHY));

    assertReset(client);
    assertThat(connected(doors).isConnected()).isTrue();
  }

  @Test
  void or_they_go_on_while_it_is_said_to_be_draining() throws Exception {
    var doors = doors(PATIENT);
    var client = connected(doors);

    doors.use(pools(PATIENT, Standing.UNHEALTHY));

    assertAlive(client);
    assertThat(doors.isUnhealthyDraining("redis", id().toString())).isTrue();
    doors.use(pools(PATIENT, Standing.HEALTHY));
    assertThat(doors.isUnhealthyDraining("redis", id().toString())).isFalse();
  }

  @Test
  void connections_to_a_target_that_leaves_go_on_even_after_it_has_left() throws Exception {
    var doors = doors(STANDARD);
    var client = connected(doors);

    doors.use(pools(STANDARD, Standing.DRAINING));
    assertAlive(client);
    assertReset(client(doors));
    doors.use(List.of(Pool.of(group(STANDARD), List.of())));

    assertAlive(client);
    assertThat(doors.flows(id())).isEqualTo(1);
  }

  @Test
  void or_are_reset_at_the_end_of_its_deregistration_delay() throws Exception {
    var doors = doors(CUTTING);
    var client = connected(doors);

    doors.use(pools(CUTTING, Standing.DRAINING));
    assertAlive(client);
    doors.use(List.of(Pool.of(group(CUTTING), List.of())));

    assertReset(client);
  }

  @Test
  void what_is_counted_has_the_names_of_aws() throws Exception {
    var doors = doors(STANDARD);
    connected(doors);

    assertThat(doors.samples())
        .extracting(s -> s.metric().name() + " " + (long) s.value())
        .contains(
            "ActiveFlowCount 1",
            "NewFlowCount_TCP 1",
            "HealthyHostCount 1",
            "UnHealthyHostCount 0");
    assertThat(doors.why(6379).orElseThrow().groups())
        .containsExactly("redis: 1 of 1 targets healthy");
  }

  @Test
  void two_load_balancers_may_have_listeners_at_one_port() throws Exception {
    var port = freePort();
    var first = balancer("first", port, STANDARD);
    var second = balancer("second", port, STANDARD);
    var doors = doors(List.of(first, second), STANDARD);

    assertThat(doors.listeners().map(d -> d.address().getPort()).distinct()).containsExactly(port);
    assertThat(doors.listeners().map(d -> d.address().getHost()).distinct()).hasSize(2);
  }

  @Test
  void it_is_said_that_targets_do_not_see_their_clients() {
    var preserving = FlowAttributes.standard(FlowProtocol.TCP_UDP);
    doors(preserving);

    assertThat(notes)
        .anySatisfy(line -> assertThat(line).contains("preserve_client_ip.enabled", "redis"));
  }

  private NetworkDoors doors(FlowAttributes flows) {
    return doors(List.of(balancer(flows)), flows);
  }

  private NetworkDoors doors(List<NetworkLoadBalancer> balancers, FlowAttributes flows) {
    var front =
        new Workload.Front(
                List.of(),
                List.of(group(flows)),
                Map.of(),
                new FrontOptions(
                    "p",
                    balancers.size() > 1 ? Map.of() : Map.of(6379, freePort()),
                    java.util.OptionalInt.empty(),
                    Optional.empty(),
                    false))
            .with(balancers, Map.of());
    var doors =
        NetworkDoors.open(
                front,
                pools(flows, Standing.HEALTHY),
                Gate.OPEN,
                Optional.empty(),
                _ -> {},
                notes::add)
            .orElseThrow();
    opened.add(doors);
    return doors;
  }

  private static NetworkLoadBalancer balancer(FlowAttributes flows) {
    return balancer("cache", 6379, flows);
  }

  private static NetworkLoadBalancer balancer(String name, int port, FlowAttributes flows) {
    return new NetworkLoadBalancer(
        new LoadBalancerName(name),
        List.of(
            new FlowListener(
                port,
                flows.protocol(),
                Optional.empty(),
                AlpnPolicy.NONE,
                Forward.to(REDIS),
                FlowListener.IDLE_TIMEOUT)),
        false,
        false,
        List.of());
  }

  private List<Pool> pools(FlowAttributes flows, Standing standing) {
    return List.of(Pool.of(group(flows), List.of(Member.of(id(), standing))));
  }

  private static TargetGroup group(FlowAttributes flows) {
    return new TargetGroup(
        REDIS,
        false,
        ProtocolVersion.HTTP1,
        6379,
        TargetHealthCheck.ofNetwork(false, false),
        TargetGroupAttributes.DEFAULT,
        Optional.of(flows));
  }

  private TargetId id() {
    return new TargetId("127.0.0.1", target.getLocalPort());
  }

  private Socket client(NetworkDoors doors) throws IOException {
    var at = doors.listeners().toList().getFirst().address();
    var client = new Socket(at.getHost(), at.getPort());
    client.setSoTimeout(5_000);
    opened.add(client);
    return client;
  }

  private Socket connected(NetworkDoors doors) throws Exception {
    var client = client(doors);
    var other = taken.poll(5, TimeUnit.SECONDS);
    assertThat(other).isNotNull();
    opened.add(other);
    Thread.ofVirtual()
        .start(() -> {
          try {
            other.getInputStream().transferTo(other.getOutputStream());
          } catch (IOException e) {
            // Reset.
          }
        });
    assertAlive(client);
    return client;
  }

  private static void assertAlive(Socket client) throws IOException {
    client.getOutputStream().write(7);
    assertThat(client.getInputStream().read()).isEqualTo(7);
  }

  private static void assertReset(Socket client) {
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
