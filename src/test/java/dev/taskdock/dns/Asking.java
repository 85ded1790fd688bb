package dev.taskdock.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// Whoever asks a name server on loopback.
public final class Asking implements AutoCloseable {
  private final DatagramSocket socket;
  private final int port;

  public Asking(int port) {
    try {
      socket = new DatagramSocket();
      socket.setSoTimeout(10_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.port = port;
  }

  /// What is answered: the values of all records, as a zone file has them; none where there is no
  /// such name.
  public Set<String> ask(String name, String type) {
    try {
      var record = Record.newRecord(Name.fromString(name + "."), Type.value(type), DClass.IN);
      var asked = Message.newQuery(record);
      asked.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
      var question = asked.toWire();
      socket.send(
          new DatagramPacket(question, question.length, InetAddress.getLoopbackAddress(), port));
      var packet = new DatagramPacket(new byte[4096], 4096);
      socket.receive(packet);
      var answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
      var values = new TreeSet<String>();
      answer.getSection(Section.ANSWER).forEach(r -> values.add(r.rdataToString()));
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
