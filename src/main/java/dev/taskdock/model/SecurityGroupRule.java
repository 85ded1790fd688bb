package dev.taskdock.model;

import java.util.Optional;

/// One rule of a security group: which packets, and from or to whom.
public record SecurityGroupRule(Traffic traffic, Peer peer) {
  /// Lets everything out, as a new group does.
  public static final SecurityGroupRule ALL_OUT =
      new SecurityGroupRule(
          new Traffic.All(), new Peer.Block(AddressBlock.parse("0.0.0.0/0").orElseThrow()));

  /// Which packets.
  public sealed interface Traffic {
    /// All of them: protocol -1.
    record All() implements Traffic {}

    /// A range of ports, both ends included.
    record Ports(Protocol protocol, int from, int to) implements Traffic {}

    /// Messages of ICMP.
    ///
    /// @param type -1 for all
    /// @param code -1 for all
    record Icmp(int type, int code) implements Traffic {}

    /// Another protocol of IP, by its number.
    record Other(int number) implements Traffic {}

    /// Whether `packet` is one of them.
    default boolean covers(Packet packet) {
      return switch (this) {
        case All _ -> true;
        case Ports(var protocol, var from, var to) ->
            packet.protocol().equals(Optional.of(protocol))
                && packet.port() >= from
                && packet.port() <= to;
        // Asked for with an echo request: type 8, code 0.
        case Icmp(var type, var code) ->
            packet.protocol().isEmpty()
                && (type == -1 || type == Packet.ECHO)
                && (code == -1 || code == 0);
        case Other _ -> false;
      };
    }

    /// As in `tcp 5432`, `udp 1-1024`, `icmp`, `all traffic`.
    default String words() {
      return switch (this) {
        case All _ -> "all traffic";
        case Ports(var protocol, var from, var to) ->
            protocol.word() + " " + (from == to ? "" + from : from + "-" + to);
        case Icmp(var type, var code) ->
            type == -1 ? "icmp" : "icmp type " + type + (code == -1 ? "" : " code " + code);
        case Other(var number) -> "protocol " + number;
      };
    }
  }

  /// The other side.
  public sealed interface Peer {
    /// All addresses of a block.
    record Block(AddressBlock block) implements Peer {}

    /// All that have a group.
    record Group(GroupId id) implements Peer {}

    /// As it is written.
    default String words() {
      return switch (this) {
        case Block(var block) -> block.toString();
        case Group(var id) -> id.value();
      };
    }
  }

  /// The first packet of a conversation.
  ///
  /// @param protocol empty for an echo request of ICMP
  /// @param port 0 for an echo request
  public record Packet(Optional<Protocol> protocol, int port) {
    /// The type of an echo request.
    public static final int ECHO = 8;

    /// An echo request, what `ping` sends.
    public static final Packet PING = new Packet(Optional.empty(), 0);

    /// The first packet to a port.
    public static Packet to(Protocol protocol, int port) {
      return new Packet(Optional.of(protocol), port);
    }

    /// As in `5432`, `53/udp`, `ping`.
    @Override
    public String toString() {
      return protocol.map(p -> p == Protocol.TCP ? "" + port : port + "/udp").orElse("ping");
    }
  }
}
