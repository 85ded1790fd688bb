package dev.taskdock.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.discovery.Directory;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// How much comes back for a datagram: 512 bytes, or what EDNS in it says, but never more than
/// 4096. What is more is cut, says so, and is there over TCP.
final class AmplificationTest {
  private static final List<Integer> TYPES =
      List.of(
          Type.A, Type.AAAA, Type.SRV, Type.TXT, Type.CNAME, Type.SOA, Type.NS, Type.PTR, Type.ANY);
  private static final List<Optional<Integer>> SIZES =
      List.of(
          Optional.empty(),
          Optional.of(0),
          Optional.of(512),
          Optional.of(1232),
          Optional.of(4096),
          Optional.of(65_535));

  private final Directory directory = Zones.everything();

  @Test
  void every_kind_of_answer_is_within_what_the_asker_can_take_and_says_where_it_was_cut()
      throws IOException {
    int cut = 0;
    for (var name : Zones.NAMES) {
      for (int type : TYPES) {
        for (var size : SIZES) {
          var asked = asked(name, type, size);
          var bytes = answer(asked, false);
          var datagram = new Message(bytes);
          var stream = new Message(answer(asked, true));
          boolean whole =
              datagram.getSection(Section.ANSWER).equals(stream.getSection(Section.ANSWER))
                  && datagram
                      .getSection(Section.AUTHORITY)
                      .equals(stream.getSection(Section.AUTHORITY));

          assertThat(bytes.length)
              .as("%s", asked)
              .isLessThanOrEqualTo(size.map(s -> Math.clamp(s, 512, 4096)).orElse(512));
          assertThat(datagram.getHeader().getFlag(Flags.TC)).as("%s", asked).isEqualTo(!whole);
          assertThat(stream.getHeader().getFlag(Flags.TC)).isFalse();
          assertThat(datagram.getRcode()).isEqualTo(stream.getRcode());
          cut += whole ? 0 : 1;
        }
      }
    }
    assertThat(cut).as("answers that were cut").isGreaterThan(10);
  }

  @Test
  void eight_servers_and_their_addresses_are_cut_without_edns_and_whole_with_it()
      throws IOException {
    var without = new Message(answer(asked("carts.shop.local", Type.SRV, Optional.empty()), false));
    var with = new Message(answer(asked("carts.shop.local", Type.SRV, Optional.of(4096)), false));

    assertThat(without.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(without.numBytes()).isLessThanOrEqualTo(512);
    assertThat(with.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(with.getSection(Section.ANSWER)).hasSize(8);
    // The addresses, and EDNS.
    assertThat(with.getSection(Section.ADDITIONAL)).hasSize(9);
  }

  @Test
  void whoever_asks_for_all_records_of_a_name_gets_one_that_says_nothing() throws IOException {
    for (var name : List.of("orders.shop.local", "many.example.com", "text.example.com")) {
      var asked = asked(name, Type.ANY, Optional.of(4096));
      var bytes = answer(asked, false);
      var answer = new Message(bytes).getSection(Section.ANSWER);

      assertThat(answer).singleElement().extracting(Record::getType).isEqualTo(Type.HINFO);
      assertThat(bytes.length).isLessThanOrEqualTo(asked.toWire().length + 32);
    }
    var none = new Message(answer(asked("none.example.com", Type.ANY, Optional.empty()), false));
    assertThat(none.getRcode()).isEqualTo(Rcode.NXDOMAIN);
  }

  @Test
  void what_another_resolver_answers_is_bounded_too() throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var resolver = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      Thread.ofVirtual().start(() -> flood(resolver));
      var address = (InetSocketAddress) resolver.getLocalSocketAddress();
      try (var server = NameServer.of(List.of(address), directory);
          var socket = new DatagramSocket()) {
        int port = server.listen(loopback, _ -> true);
        var question = asked("example.net", Type.TXT, Optional.of(1232)).toWire();

        socket.setSoTimeout(10_000);
        socket.send(new DatagramPacket(question, question.length, loopback, port));
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);

        var answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        assertThat(packet.getLength()).isLessThanOrEqualTo(question.length);
        assertThat(answer.getHeader().getFlag(Flags.TC)).isTrue();
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
      }
    }
  }

  /// Answers one question with 30,000 bytes.
  private static void flood(DatagramSocket resolver) {
    try {
      var packet = new DatagramPacket(new byte[30_000], 30_000);
      resolver.receive(packet);
      packet.getData()[2] |= (byte) 0x80;
      packet.setLength(30_000);
      resolver.send(packet);
    } catch (IOException _) {
      // The test has ended.
    }
  }

  private byte[] answer(Message asked, boolean stream) {
    return switch (Reply.to(asked.toWire(), stream, directory, _ -> 0)) {
      case Reply.Ready(var bytes) -> bytes;
      case Reply.Carried carried -> carried.failure();
      case Reply.Ignored _ -> throw new AssertionError("not answered: " + asked);
    };
  }

  private static Message asked(String name, int type, Optional<Integer> size) throws IOException {
    var asked = Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
    size.ifPresent(s -> asked.addRecord(new OPTRecord(s, 0, 0), Section.ADDITIONAL));
    return asked;
  }
}
