package dev.taskdock.app;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.ExecSpec;
import dev.taskdock.firewall.Party;
import dev.taskdock.model.IpAddress;
import dev.taskdock.model.Protocol;
import dev.taskdock.model.SecurityGroupRule.Packet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Sends a packet from one end and looks whether it reaches the other.
///
/// TCP tells by itself: an answer, be it a refusal, means that the packet came through. Others are
/// counted in the receiver's namespace, behind its filter.
final class Proof {
  private static final int SECONDS = 2;
  private static final Pattern COUNT = Pattern.compile("counter packets (\\d+)");

  private final Engine engine;

  Proof(Engine engine) {
    this.engine = engine;
  }

  /// What was seen.
  record Seen(boolean arrived, String sentence) {}

  /// One end.
  ///
  /// @param holder that of a task
  /// @param mark on the packets of a load balancer
  record End(Optional<String> holder, Optional<IpAddress> address, int mark) {
    static End of(Party party, Optional<String> holder, Optional<IpAddress> seenFrom) {
      return switch (party) {
        case Party.OfTask task -> new End(holder, Optional.of(task.address()), 0);
        case Party.OfBalancer balancer -> new End(Optional.empty(), seenFrom, balancer.mark());
        case Party.Laptop _ -> new End(Optional.empty(), seenFrom, 0);
        case Party.Outside(var address) -> new End(Optional.empty(), Optional.of(address), 0);
      };
    }
  }

  /// Sends `packet`; empty where nobody here can send it or see it arrive.
  Optional<Seen> of(End from, End to, Packet packet) {
    if (to.address().isEmpty()) {
      return Optional.empty();
    }
    try {
      if (packet.protocol().filter(Protocol.TCP::equals).isPresent()) {
        return Optional.of(connected(from, to.address().get(), packet.port()));
      }
      return to.holder().isPresent() && from.address().isPresent()
          ? counted(from, to, packet)
          : Optional.empty();
    } catch (EngineException | IOException e) {
      return Optional.of(new Seen(false, "could not be tried: " + e.getMessage()));
    }
  }

  private Seen connected(End from, IpAddress to, int port) throws IOException {
    if (from.holder().isEmpty()) {
      return dialled(from.mark(), to, port);
    }
    var words = new ByteArrayOutputStream();
    int code =
        run(
            from.holder().get(),
            words,
            "socat",
            "-u",
            "OPEN:/dev/null",
            "TCP4:%s:%d,connect-timeout=%d".formatted(to, port, SECONDS));
    if (code == 0) {
      return new Seen(true, "connected");
    }
    return words.toString(StandardCharsets.UTF_8).contains("refused")
        ? new Seen(true, "refused: nothing listens there")
        : new Seen(false, "no answer within " + SECONDS + " s");
  }

  private static Seen dialled(int mark, IpAddress to, int port) throws IOException {
    try (var socket = new Socket()) {
      socket.setTrafficClass(mark << 2);
      socket.connect(new InetSocketAddress(to.toString(), port), SECONDS * 1000);
      return new Seen(true, "connected");
    } catch (ConnectException e) {
      return new Seen(true, "refused: nothing listens there");
    } catch (IOException _) {
      return new Seen(false, "no answer within " + SECONDS + " s");
    }
  }

  /// A rule behind the filter counts it.
  private Optional<Seen> counted(End from, End to, Packet packet) throws IOException {
    var there = to.holder().orElseThrow();
    // Two that look at the same time each have a table of their own; a load balancer and this
    // machine share an address, and only the mark tells them apart.
    var table = "taskdock-proof-" + Long.toHexString(System.nanoTime());
    var match =
        packet.protocol().isPresent() ? "udp dport " + packet.port() : "icmp type echo-request";
    load(
        there,
        """
        table inet %s {
          chain input {
            type filter hook input priority 10; policy accept;
            ip saddr %s ip dscp %d %s counter
          }
        }
        """
            .formatted(table, from.address().orElseThrow(), from.mark(), match));
    try {
      boolean sent = send(from, to.address().orElseThrow(), packet);
      var words = new ByteArrayOutputStream();
      run(there, words, "nft", "list", "table", "inet", table);
      var count = COUNT.matcher(words.toString(StandardCharsets.UTF_8));
      boolean arrived = count.find() && !count.group(1).equals("0");
      return sent
          ? Optional.of(new Seen(arrived, arrived ? "arrived" : "did not arrive"))
          : Optional.empty();
    } finally {
      load(there, "delete table inet " + table + "\n");
    }
  }

  /// A program in perl that sends one ICMP echo.
  private static String echo(IpAddress to) {
    return """
    use Socket; socket(my $s, AF_INET, SOCK_DGRAM, 1) or exit 3; \
    send($s, pack('CCnnn', 8, 0, 0, 1, 1), 0, sockaddr_in(0, inet_aton('%s'))); \
    select(undef, undef, undef, 0.2)\
    """
        .formatted(to);
  }

  private boolean send(End from, IpAddress to, Packet packet) throws IOException {
    boolean ping = packet.protocol().isEmpty();
    if (from.holder().isPresent()) {
      // The image has no ping; perl of its base may send an echo, as everybody may.
      return run(
              from.holder().get(),
              new ByteArrayOutputStream(),
              ping
                  ? new String[] {"perl", "-e", echo(to)}
                  : new String[] {
                    "/bin/sh", "-c", "echo | socat -u - UDP4:%s:%d".formatted(to, packet.port())
                  })
          == 0;
    }
    var address = InetAddress.getByName(to.toString());
    if (ping) {
      // Without the right to, the JDK knocks at port 7 instead; a load balancer never pings.
      boolean may = System.getProperty("user.name", "").equals("root") && from.mark() == 0;
      return may && (address.isReachable(SECONDS * 500) || may);
    }
    try (var socket = new DatagramSocket()) {
      socket.setTrafficClass(from.mark() << 2);
      socket.send(new DatagramPacket(new byte[1], 1, address, packet.port()));
      return true;
    }
  }

  private void load(String holder, String rules) {
    engine.exec(
        holder,
        new ExecSpec(
            List.of("nft", "-f", "-"),
            false,
            Optional.empty(),
            Optional.of(new ByteArrayInputStream(rules.getBytes(StandardCharsets.UTF_8))),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream()));
  }

  private int run(String holder, ByteArrayOutputStream words, String... command) {
    return engine.exec(
        holder,
        new ExecSpec(List.of(command), false, Optional.empty(), Optional.empty(), words, words));
  }
}
