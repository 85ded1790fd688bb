package dev.taskdock.dns;

import dev.taskdock.discovery.Answer;
import dev.taskdock.discovery.Directory;
import dev.taskdock.discovery.Entry;
import dev.taskdock.discovery.Question;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// What becomes of a message that somebody sent us.
sealed interface Reply {
  /// Answered with these bytes.
  @SuppressWarnings("ArrayRecordComponent") // goes out as it is, and is compared with nothing
  record Ready(byte[] bytes) implements Reply {}

  /// To be carried to somebody who knows.
  ///
  /// @param failure the reply where nobody does
  /// @param most how many bytes whoever asks can take
  @SuppressWarnings("ArrayRecordComponent") // as above
  record Carried(byte[] failure, int most) implements Reply {
    /// What goes out of what was brought back: all of it, or no more than that it was too much.
    byte[] within(byte[] answer) {
      if (answer.length <= most) {
        return answer;
      }
      var cut = failure.clone();
      cut[2] |= TRUNCATED;
      cut[3] &= (byte) 0xf0;
      return cut;
    }
  }

  /// Not answered: it is an answer itself, or too short to be anything. Whoever answers those is
  /// made to talk to himself.
  record Ignored() implements Reply {}

  /// The header of a message.
  int HEADER = 12;

  /// What a datagram may hold without EDNS, and what we send with it.
  int SMALL = 512;

  int LARGE = 4096;

  /// How long it is remembered that nobody is told all, in seconds: an hour.
  int ANY_TTL = 3600;

  /// The bit of the third byte that says that there would be more.
  byte TRUNCATED = 0x02;

  /// The reply to `bytes`.
  ///
  /// @param stream whether it came over TCP, where every size fits
  static Reply to(byte[] bytes, boolean stream, Directory directory, IntUnaryOperator chance) {
    if (bytes.length < HEADER || (bytes[2] & 0x80) != 0) {
      return new Ignored();
    }
    Message asked;
    try {
      asked = new Message(bytes);
    } catch (IOException | RuntimeException _) {
      return new Ready(header(bytes, Rcode.FORMERR));
    }
    return to(asked, stream, directory, chance);
  }

  private static Reply to(
      Message asked, boolean stream, Directory directory, IntUnaryOperator chance) {
    int most = stream ? 65_535 : size(asked.getOPT());
    var refusal = refusal(asked);
    if (refusal.isPresent()) {
      return new Ready(wire(reply(asked, refusal.get()), most));
    }
    var question = asked.getQuestion();
    var answer =
        directory.answer(
            new Question(question.getName().toString(true), Type.string(question.getType())),
            chance);
    return switch (answer) {
      case Answer.Elsewhere _ -> new Carried(wire(reply(asked, Rcode.SERVFAIL), most), most);
      case Answer.Records _, Answer.NoRecords _ when question.getType() == Type.ANY ->
          new Ready(wire(anything(asked), most));
      case Answer.Records(var entries, var additional) -> {
        var reply = reply(asked, Rcode.NOERROR);
        add(reply, entries, Section.ANSWER);
        add(reply, additional, Section.ADDITIONAL);
        yield new Ready(wire(reply, most));
      }
      case Answer.NoRecords(var zone) -> {
        var reply = reply(asked, Rcode.NOERROR);
        add(reply, List.of(zone), Section.AUTHORITY);
        yield new Ready(wire(reply, most));
      }
      case Answer.NoName(var zone) -> {
        var reply = reply(asked, Rcode.NXDOMAIN);
        add(reply, List.of(zone), Section.AUTHORITY);
        yield new Ready(wire(reply, most));
      }
    };
  }

  /// Why it is not answered, as a response code.
  private static Optional<Integer> refusal(Message asked) {
    if (asked.getHeader().getOpcode() != Opcode.QUERY) {
      return Optional.of(Rcode.NOTIMP);
    }
    if (asked.getHeader().getCount(Section.QUESTION) != 1 || asked.getQuestion() == null) {
      return Optional.of(Rcode.FORMERR);
    }
    if (asked.getOPT() != null && asked.getOPT().getVersion() > 0) {
      return Optional.of(Rcode.BADVERS);
    }
    int type = asked.getQuestion().getType();
    boolean transfer = type == Type.AXFR || type == Type.IXFR;
    return asked.getQuestion().getDClass() != DClass.IN || transfer
        ? Optional.of(Rcode.REFUSED)
        : Optional.empty();
  }

  private static Message reply(Message asked, int code) {
    var reply = new Message(asked.getHeader().getID());
    reply.getHeader().setFlag(Flags.QR);
    reply.getHeader().setFlag(Flags.RA);
    reply.getHeader().setOpcode(asked.getHeader().getOpcode());
    if (asked.getHeader().getFlag(Flags.RD)) {
      reply.getHeader().setFlag(Flags.RD);
    }
    if (asked.getQuestion() != null) {
      reply.addRecord(asked.getQuestion(), Section.QUESTION);
    }
    reply.getHeader().setRcode(code & 0xf);
    if (asked.getOPT() != null) {
      reply.addRecord(new OPTRecord(LARGE, code >> 4, 0), Section.ADDITIONAL);
    }
    return reply;
  }

  /// All records of a name are told to nobody: one that says so stands for them.
  ///
  /// Source: RFC 8482, section 4.2.
  private static Message anything(Message asked) {
    var reply = reply(asked, Rcode.NOERROR);
    reply.addRecord(
        new HINFORecord(asked.getQuestion().getName(), DClass.IN, ANY_TTL, "RFC8482", ""),
        Section.ANSWER);
    return reply;
  }

  private static void add(Message reply, List<Entry> entries, int section) {
    for (var entry : entries) {
      try {
        reply.addRecord(
            Record.fromString(
                Name.fromString(entry.name(), Name.root),
                Type.value(entry.type()),
                DClass.IN,
                entry.ttl(),
                entry.value(),
                Name.root),
            section);
      } catch (IOException e) {
        throw new IllegalArgumentException("no record: " + entry, e);
      }
    }
  }

  private static byte[] wire(Message reply, int most) {
    return reply.toWire(most);
  }

  /// What whoever asks can take in one datagram.
  private static int size(@org.jspecify.annotations.Nullable OPTRecord opt) {
    return opt == null ? SMALL : Math.clamp(opt.getPayloadSize(), SMALL, LARGE);
  }

  /// A header alone, with the id and the operation of what was sent.
  static byte[] header(byte[] bytes, int code) {
    var reply = Arrays.copyOf(bytes, HEADER);
    reply[2] = (byte) (0x80 | (bytes[2] & 0x79));
    reply[3] = (byte) (0x80 | code);
    Arrays.fill(reply, 4, HEADER, (byte) 0);
    return reply;
  }
}
