package dev.taskdock.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/// What nobody should send, over real sockets: it is refused or not answered, and whoever asks next
/// is answered all the same.
@Timeout(30)
final class MalformedPacketsTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String NOTHING = "nothing";
  private static final int STREAMS = 128;
  private static final int MARK = 0x7777;

  private final NameServer server =
      NameServer.of(List.of(), Zones.everything(), Duration.ofMillis(300));
  private int port;

  @BeforeEach
  void listen() throws IOException {
    port = server.listen(LOOPBACK, _ -> true);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /// By what it is: the bytes, and what comes of them.
  @SuppressWarnings("ArrayRecordComponent") // only sent
  private record Sent(byte[] bytes, String answer) {}

  private static Map<String, Sent> corpus() {
    var good = asked("www.example.com", Type.A, DClass.IN);
    var corpus = new LinkedHashMap<String, Sent>();
    corpus.put("no byte", new Sent(new byte[0], NOTHING));
    corpus.put("one byte", new Sent(new byte[] {1}, NOTHING));
    corpus.put("half a header", new Sent(Arrays.copyOf(good, 6), NOTHING));
    corpus.put("a header short of a byte", new Sent(Arrays.copyOf(good, 11), NOTHING));
    corpus.put("a header alone", new Sent(Arrays.copyOf(good, 12), "FORMERR"));
    corpus.put("a name cut off", new Sent(Arrays.copyOf(good, 20), "FORMERR"));
    corpus.put("no type", new Sent(Arrays.copyOf(good, good.length - 4), "FORMERR"));
    corpus.put("no class", new Sent(Arrays.copyOf(good, good.length - 2), "FORMERR"));
    corpus.put("no question", new Sent(header(0, 0, 0), "FORMERR"));
    corpus.put("a name that is itself", new Sent(pointing(12), "FORMERR"));
    corpus.put("a name further on", new Sent(pointing(14), "FORMERR"));
    corpus.put("a name past the end", new Sent(pointing(0x3fff), "FORMERR"));
    corpus.put("two names that are each other", new Sent(circle(), "FORMERR"));
    corpus.put("a name of unknown form", new Sent(with(good, 12, 0x80), "FORMERR"));
    corpus.put("a name too long", new Sent(tooLong(), "FORMERR"));
    corpus.put("an answer", new Sent(with(good, 2, 0x81), NOTHING));
    corpus.put("an answer that is malformed", new Sent(with(pointing(12), 2, 0x80), NOTHING));
    for (int operation : List.of(1, Opcode.STATUS, 3, Opcode.NOTIFY, Opcode.UPDATE, 15)) {
      corpus.put("operation " + operation, new Sent(with(good, 2, operation << 3), "NOTIMP"));
    }
    corpus.put("two questions", new Sent(questions(2), "FORMERR"));
    corpus.put("3000 questions", new Sent(questions(3000), "FORMERR"));
    corpus.put("65535 questions, of which one is there", new Sent(counted(good), "FORMERR"));
    corpus.put("class CH", new Sent(asked("version.bind", Type.TXT, DClass.CH), "REFUSED"));
    corpus.put("class ANY", new Sent(asked("www.example.com", Type.A, DClass.ANY), "REFUSED"));
    corpus.put("AXFR", new Sent(asked("example.com", Type.AXFR, DClass.IN), "REFUSED"));
    corpus.put("IXFR", new Sent(asked("example.com", Type.IXFR, DClass.IN), "REFUSED"));
    corpus.put("ANY", new Sent(asked("many.example.com", Type.ANY, DClass.IN), "NOERROR"));
    corpus.put("EDNS too long for the packet", new Sent(edns(0, 60_000, 0), "FORMERR"));
    corpus.put("EDNS of 60000 bytes", new Sent(edns(0, 60_000, 60_000), "NOERROR"));
    corpus.put("EDNS of another version", new Sent(edns(1, 0, 0), "BADVERS"));
    corpus.put("255 records, of which none is there", new Sent(with(good, 11, 0xff), "FORMERR"));
    corpus.put("255 empty records", new Sent(with(followed(good), 11, 0xff), "NOERROR"));
    corpus.put("a question and 60000 bytes", new Sent(followed(good), "NOERROR"));
    return corpus;
  }

  @Test
  void over_datagrams_whoever_asks_next_is_answered() throws IOException {
    for (var entry : corpus().entrySet()) {
      try (var socket = new DatagramSocket()) {
        socket.setSoTimeout(10_000);
        send(socket, entry.getValue().bytes());
        send(socket, next());

        var first = receive(socket);
        var answer = NOTHING;
        if (id(first) != MARK) {
          answer = code(first);
          assertThat(first.length).as(entry.getKey()).isLessThanOrEqualTo(512);
          first = receive(socket);
        }
        assertThat(answer).as(entry.getKey()).isEqualTo(entry.getValue().answer());
        assertThat(id(first)).as(entry.getKey()).isEqualTo(MARK);
        assertThat(code(first)).as(entry.getKey()).isEqualTo("NOERROR");
      }
    }
  }

  @Test
  void over_streams_it_is_answered_or_the_stream_ends() throws IOException {
    for (var entry : corpus().entrySet()) {
      try (var socket = new Socket(LOOPBACK, port)) {
        socket.setSoTimeout(10_000);
        var out = new ByteArrayOutputStream();
        write(new DataOutputStream(out), entry.getValue().bytes());
        write(new DataOutputStream(out), next());
        socket.getOutputStream().write(out.toByteArray());

        var answers = answers(socket, 2);
        if (entry.getValue().answer().equals(NOTHING)) {
          assertThat(answers).as(entry.getKey()).isEmpty();
        } else {
          assertThat(answers)
              .as(entry.getKey())
              .containsExactly(entry.getValue().answer(), "NOERROR");
        }
      }
    }
    isAnswering();
  }

  @Test
  void the_largest_message_of_a_stream_is_answered() throws IOException {
    var largest = Arrays.copyOf(asked("www.example.com", Type.A, DClass.IN), 65_535);
    try (var socket = new Socket(LOOPBACK, port)) {
      write(new DataOutputStream(socket.getOutputStream()), largest);

      assertThat(answers(socket, 1)).containsExactly("NOERROR");
    }
  }

  @Test
  void a_stream_that_says_half_of_it_ends() throws IOException {
    for (var half : List.of(new byte[0], new byte[] {0}, new byte[] {0, 30, 1, 2, 3})) {
      try (var socket = new Socket(LOOPBACK, port)) {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(half);

        assertThat(answers(socket, 1)).isEmpty();
      }
      try (var closing = new Socket(LOOPBACK, port)) {
        closing.setSoTimeout(10_000);
        closing.getOutputStream().write(half);
        closing.shutdownOutput();

        assertThat(answers(closing, 1)).isEmpty();
      }
    }
    isAnswering();
  }

  @Test
  void streams_are_bounded_and_there_is_room_again_when_silent_ones_have_ended()
      throws IOException {
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < STREAMS; i++) {
      silent.add(new Socket(LOOPBACK, port));
    }
    try (var oneMore = new Socket(LOOPBACK, port)) {
      oneMore.setSoTimeout(10_000);
      assertThat(answers(oneMore, 1)).isEmpty();
    }
    for (var socket : silent) {
      socket.setSoTimeout(10_000);
      assertThat(answers(socket, 1)).isEmpty();
      socket.close();
    }
    isAnswering();
  }

  @Test
  void nothing_is_left_of_a_server_that_is_closed() throws Exception {
    var threads = threads();
    var other = NameServer.of(List.of(), Zones.everything());
    int at = other.listen(LOOPBACK, _ -> true);
    var started = threads();
    started.removeAll(threads);
    try (var socket = new Socket(LOOPBACK, at)) {
      socket.setSoTimeout(5_000);
      write(new DataOutputStream(socket.getOutputStream()), next());
      assertThat(answers(socket, 1)).containsExactly("NOERROR");

      other.close();

      assertThat(answers(socket, 1)).as("a stream that was open").isEmpty();
    }
    assertThat(started).hasSize(1);
    for (var thread : started) {
      assertThat(thread.join(Duration.ofSeconds(10))).as("ended").isTrue();
    }
  }

  /// Those of name servers.
  private static List<Thread> threads() {
    return new ArrayList<>(
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("dns"))
            .toList());
  }

  private void isAnswering() throws IOException {
    try (var socket = new Socket(LOOPBACK, port)) {
      write(new DataOutputStream(socket.getOutputStream()), next());
      assertThat(answers(socket, 1)).containsExactly("NOERROR");
    }
  }

  private void send(DatagramSocket socket, byte[] bytes) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, LOOPBACK, port));
  }

  private static byte[] receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeShort(bytes.length);
    out.write(bytes);
  }

  /// The codes of what comes, until there are so many or the stream ends.
  private static List<String> answers(Socket socket, int count) throws IOException {
    var answers = new ArrayList<String>();
    var in = new DataInputStream(socket.getInputStream());
    try {
      while (answers.size() < count) {
        var answer = new byte[in.readUnsignedShort()];
        in.readFully(answer);
        answers.add(code(answer));
      }
    } catch (EOFException | SocketException _) {
      // Ended, or reset because something was not read.
    }
    return answers;
  }

  private static int id(byte[] message) {
    return ByteBuffer.wrap(message).getShort() & 0xffff;
  }

  private static String code(byte[] message) throws IOException {
    return Rcode.string(new org.xbill.DNS.Message(message).getRcode());
  }

  private static byte[] next() {
    var next = asked("www.example.com", Type.A, DClass.IN);
    next[0] = (byte) (MARK >> 8);
    next[1] = (byte) MARK;
    return next;
  }

  private static byte[] header(int questions, int records, int size) {
    return ByteBuffer.allocate(12 + size)
        .putShort((short) 1)
        .putShort((short) 0x0100)
        .putShort((short) questions)
        .putInt(0)
        .putShort((short) records)
        .array();
  }

  private static byte[] asked(String name, int type, int dclass) {
    var question = question(name, type, dclass);
    var message = header(1, 0, question.length);
    System.arraycopy(question, 0, message, 12, question.length);
    return message;
  }

  private static byte[] question(String name, int type, int dclass) {
    var question = ByteBuffer.allocate(name.length() + 6);
    for (var label : name.split("\\.", -1)) {
      question.put((byte) label.length());
      label.chars().forEach(c -> question.put((byte) c));
    }
    return question.put((byte) 0).putShort((short) type).putShort((short) dclass).array();
  }

  private static byte[] questions(int count) {
    var question = question("www.example.com", Type.A, DClass.IN);
    var message = ByteBuffer.wrap(header(count, 0, count * question.length));
    message.position(12);
    for (int i = 0; i < count; i++) {
      message.put(question);
    }
    return message.array();
  }

  private static byte[] counted(byte[] message) {
    return with(with(message, 4, 0xff), 5, 0xff);
  }

  private static byte[] with(byte[] message, int place, int value) {
    var other = message.clone();
    other[place] = (byte) value;
    return other;
  }

  /// A question whose name is at another place.
  private static byte[] pointing(int place) {
    var message = ByteBuffer.wrap(header(1, 0, 6));
    return message.putShort(12, (short) (0xc000 | place)).putInt(14, 0x0001_0001).array();
  }

  /// A label and where it goes on, twice, each going on at the other.
  private static byte[] circle() {
    var message = ByteBuffer.wrap(header(1, 0, 12));
    return message
        .put(12, (byte) 1)
        .put(13, (byte) 'a')
        .putShort(14, (short) (0xc000 | 16))
        .put(16, (byte) 1)
        .put(17, (byte) 'b')
        .putShort(18, (short) (0xc000 | 12))
        .putInt(20, 0x0001_0001)
        .array();
  }

  private static byte[] tooLong() {
    return asked("label-of-twenty-signs.".repeat(13) + "com", Type.A, DClass.IN);
  }

  /// A question with EDNS, of which so many bytes are announced and so many are there.
  private static byte[] edns(int version, int announced, int there) {
    var question = question("www.example.com", Type.A, DClass.IN);
    var message = ByteBuffer.wrap(header(1, 1, question.length + 11 + there));
    message.position(12);
    message.put(question).put((byte) 0).putShort((short) Type.OPT).putShort((short) 512);
    message.put((byte) 0).put((byte) version).putShort((short) 0).putShort((short) announced);
    if (there > 4) {
      message.putShort((short) 65_001).putShort((short) (there - 4));
    }
    return message.array();
  }

  private static byte[] followed(byte[] message) {
    return Arrays.copyOf(message, 60_000);
  }
}
