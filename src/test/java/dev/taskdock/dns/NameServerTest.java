package dev.taskdock.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.discovery.Directory;
import dev.taskdock.model.AddressBlock;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.CloudMap.HostedZone;
import dev.taskdock.model.CloudMap.RecordSet;
import dev.taskdock.model.CloudMap.RecordType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
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

final class NameServerTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Directory directory = directory();
  private NameServer server = NameServer.of(List.of(), directory);

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void a_question_is_answered_over_datagrams_and_streams_alike() throws IOException {
    int port = server.listen(LOOPBACK, _ -> true);
    var question = question("www.example.com", Type.A);

    var datagram = datagram(port, question.toWire());
    var stream = stream(port, question.toWire());

    assertThat(datagram.getSection(Section.ANSWER)).hasSize(1);
    assertThat(datagram.getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo("192.0.2.7");
    assertThat(datagram.getHeader().getID()).isEqualTo(question.getHeader().getID());
    assertThat(datagram.getHeader().getFlag(Flags.RA)).isTrue();
    assertThat(datagram.getHeader().getFlag(Flags.AA)).isFalse();
    assertThat(stream.getSection(Section.ANSWER)).isEqualTo(datagram.getSection(Section.ANSWER));
  }

  @Test
  void a_name_that_does_not_exist_comes_with_the_soa_of_its_zone() throws IOException {
    int port = server.listen(LOOPBACK, _ -> true);

    var none = datagram(port, question("none.example.com", Type.A).toWire());
    var other = datagram(port, question("www.example.com", Type.MX).toWire());

    assertThat(none.getRcode()).isEqualTo(Rcode.NXDOMAIN);
    assertThat(none.getSection(Section.AUTHORITY).getFirst().getType()).isEqualTo(Type.SOA);
    assertThat(other.getRcode()).isEqualTo(Rcode.NOERROR);
    assertThat(other.getSection(Section.ANSWER)).isEmpty();
    assertThat(other.getSection(Section.AUTHORITY).getFirst().getType()).isEqualTo(Type.SOA);
  }

  @Test
  void what_does_not_fit_in_a_datagram_is_cut_and_says_so() throws IOException {
    int port = server.listen(LOOPBACK, _ -> true);
    var question = question("many.example.com", Type.A);

    var small = datagram(port, question.toWire());
    question.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
    var large = datagram(port, question.toWire());

    assertThat(small.getHeader().getFlag(Flags.TC)).isTrue();
    assertThat(small.numBytes()).isLessThanOrEqualTo(512);
    assertThat(large.getHeader().getFlag(Flags.TC)).isFalse();
    assertThat(large.getSection(Section.ANSWER)).hasSize(100);
    assertThat(large.getOPT()).isNotNull();
  }

  @Test
  void another_name_is_asked_for_elsewhere_and_the_answer_carried_back() throws IOException {
    try (var resolver = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
      Thread.ofVirtual().start(() -> echo(resolver));
      server = NameServer.of(List.of(address(resolver)), directory);
      int port = server.listen(LOOPBACK, _ -> true);

      var answer = datagram(port, question("example.org", Type.A).toWire());

      assertThat(answer.getRcode()).isEqualTo(Rcode.REFUSED);
      assertThat(answer.getQuestion().getName().toString()).isEqualTo("example.org.");
    }
  }

  @Test
  void where_nobody_knows_it_says_that_it_failed() throws IOException {
    int port = server.listen(LOOPBACK, _ -> true);

    var answer = datagram(port, question("example.org", Type.A).toWire());

    assertThat(answer.getRcode()).isEqualTo(Rcode.SERVFAIL);
  }

  @Test
  void transfers_and_other_classes_are_refused() throws IOException {
    int port = server.listen(LOOPBACK, _ -> true);
    var chaos = Record.newRecord(Name.fromString("version.bind."), Type.TXT, DClass.CHAOS);

    assertThat(datagram(port, question("example.com", Type.AXFR).toWire()).getRcode())
        .isEqualTo(Rcode.REFUSED);
    assertThat(datagram(port, Message.newQuery(chaos).toWire()).getRcode())
        .isEqualTo(Rcode.REFUSED);
  }

  @Test
  void strangers_are_not_answered() throws IOException {
    int port = server.listen(LOOPBACK, _ -> false);
    var question = question("www.example.com", Type.A).toWire();

    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(300);
      socket.send(new DatagramPacket(question, question.length, LOOPBACK, port));
      assertThat(isAnswered(socket)).isFalse();
    }
  }

  @Test
  void whatever_is_sent_gets_no_more_than_a_bounded_answer() {
    var random = new SplittableRandom(7);
    var whole = question("www.example.com", Type.A).toWire();
    for (int i = 0; i < 20_000; i++) {
      var bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 20));
      for (int j = random.nextInt(6); j > 0 && bytes.length > 0; j--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      switch (Reply.to(bytes, false, directory, _ -> 0)) {
        case Reply.Ready(var answer) -> assertThat(answer.length).isBetween(12, 4096);
        case Reply.Carried(var failure, _) -> assertThat(failure.length).isBetween(12, 4096);
        case Reply.Ignored _ -> {}
      }
    }
  }

  @Test
  void a_record_that_cannot_be_written_fails_one_answer_and_no_other() throws IOException {
    int port = server.listen(LOOPBACK, _ -> true);
    server.use(directory(List.of(set("_db._tcp", RecordType.SRV, List.of("1 1 70000 db")))));

    var failed = datagram(port, question("_db._tcp.example.com", Type.SRV).toWire());
    server.use(directory);
    var next = datagram(port, question("www.example.com", Type.A).toWire());

    assertThat(failed.getRcode()).isEqualTo(Rcode.SERVFAIL);
    assertThat(next.getRcode()).isEqualTo(Rcode.NOERROR);
  }

  @Test
  void an_answer_is_not_answered() {
    var answer = question("www.example.com", Type.A);
    answer.getHeader().setFlag(Flags.QR);

    assertThat(Reply.to(answer.toWire(), false, directory, _ -> 0))
        .isInstanceOf(Reply.Ignored.class);
  }

  private static Directory directory() {
    var many = IntStream.range(0, 100).mapToObj(i -> "192.0.2." + i).toList();
    return directory(
        List.of(set("www", RecordType.A, List.of("192.0.2.7")), set("many", RecordType.A, many)));
  }

  private static RecordSet set(String name, RecordType type, List<String> values) {
    return new RecordSet(name + ".example.com", type, 60, values);
  }

  private static Directory directory(List<RecordSet> records) {
    return new Directory(
        new CloudMap(List.of(), List.of(), List.of(new HostedZone("example.com", records))),
        List.of(),
        Map.of(),
        "ec2.internal",
        AddressBlock.parse("10.0.0.0/16").orElseThrow());
  }

  private static Message question(String name, int type) {
    try {
      return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Message datagram(int port, byte[] question) throws IOException {
    try (var socket = new DatagramSocket()) {
      socket.setSoTimeout(10_000);
      socket.send(new DatagramPacket(question, question.length, LOOPBACK, port));
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      socket.receive(packet);
      return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    }
  }

  private static Message stream(int port, byte[] question) throws IOException {
    try (var socket = new Socket(LOOPBACK, port)) {
      var out = new DataOutputStream(socket.getOutputStream());
      out.writeShort(question.length);
      out.write(question);
      var in = new DataInputStream(socket.getInputStream());
      var answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return new Message(answer);
    }
  }

  private static boolean isAnswered(DatagramSocket socket) throws IOException {
    try {
      socket.receive(new DatagramPacket(new byte[512], 512));
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  /// Refuses one question.
  private static void echo(DatagramSocket resolver) {
    try {
      var packet = new DatagramPacket(new byte[512], 512);
      resolver.receive(packet);
      packet.getData()[2] |= (byte) 0x80;
      packet.getData()[3] = Rcode.REFUSED;
      resolver.send(packet);
    } catch (IOException _) {
      // The test has ended.
    }
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }
}
