package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.model.Listener;
import dev.taskdock.model.ListenerAttributes;
import dev.taskdock.model.LoadBalancer;
import dev.taskdock.model.LoadBalancerAttributes;
import dev.taskdock.model.LoadBalancerName;
import dev.taskdock.model.NetworkLoadBalancer;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.RuleAction;
import dev.taskdock.model.RuleActions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The sockets of load balancers as their security groups change.
@Timeout(60)
final class DoorsTest {
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private Optional<String> closed = Optional.of("no inbound rule in sg-front");

  @Test
  void a_listener_opens_and_closes_as_its_groups_say() throws Exception {
    int port = freePort();
    try (var traffic = new TrafficNotes(notes::add, _ -> {}, _ -> {}, InstantSource.system());
        var doors =
            Doors.open(front(port), List.of(), new Guarded(), traffic, _ -> {}, notes::add)) {
      assertThat(answers(port)).isFalse();
      assertThat(notes)
          .contains("web: nobody can reach port 80 from here: no inbound rule in sg-front");

      closed = Optional.empty();
      doors.guardedAnew();
      assertThat(answers(port)).isTrue();
      assertThat(doors.listeners()).hasSize(1);

      closed = Optional.of("no inbound rule in sg-front");
      doors.guardedAnew();
      assertThat(answers(port)).isFalse();
      assertThat(doors.listeners()).isEmpty();

      closed = Optional.empty();
      doors.guardedAnew();
      assertThat(answers(port)).isTrue();
    }
  }

  /// What the groups say at the moment.
  private final class Guarded implements Gate {
    @Override
    public int mark(LoadBalancer balancer) {
      return 0;
    }

    @Override
    public Optional<String> closed(LoadBalancer balancer, int port) {
      return closed;
    }

    @Override
    public int mark(NetworkLoadBalancer balancer) {
      return 0;
    }

    @Override
    public Optional<String> closed(NetworkLoadBalancer balancer, Protocol protocol, int port) {
      return closed;
    }

    @Override
    public Optional<String> zone(String address) {
      return Optional.empty();
    }
  }

  private static Workload.Front front(int port) {
    var answer = RuleActions.of(new RuleAction.FixedResponse(200, Optional.empty(), "here"));
    var listener =
        new Listener(80, Optional.empty(), List.of(), answer, ListenerAttributes.DEFAULT);
    return new Workload.Front(
        List.of(
            new LoadBalancer(
                new LoadBalancerName("web"), List.of(listener), LoadBalancerAttributes.DEFAULT)),
        List.of(),
        Map.of(),
        new FrontOptions("test", Map.of(80, port), OptionalInt.empty(), Optional.empty(), false));
  }

  private static boolean answers(int port) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
    try (var client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofString()).body().equals("here");
    } catch (ConnectException _) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
