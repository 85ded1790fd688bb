package dev.taskdock.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.discovery.Directory;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// What holds of any bytes that come to the name server: an answer is never answered, everything
/// else is once, with what belongs to it, and with no more bytes than whoever asks can take.
public final class ReplyLaw {
  private static final Directory DIRECTORY = Zones.everything();
  private static final int HEADER = 12;

  private ReplyLaw() {}

  /// All of the law, for these bytes.
  public static void holds(byte[] bytes) {
    var asked = read(bytes);
    holds(bytes, asked, false, most(asked));
    holds(bytes, asked, true, 65_535);
  }

  /// What a datagram may be answered with: 512 bytes, or what its EDNS says, but 4096 at most.
  static int most(Optional<Message> asked) {
    return asked
        .map(Message::getOPT)
        .map(opt -> Math.max(512, Math.min(4096, opt.getPayloadSize())))
        .orElse(512);
  }

  private static void holds(byte[] bytes, Optional<Message> asked, boolean stream, int most) {
    switch (Reply.to(bytes, stream, DIRECTORY, _ -> 0)) {
      case Reply.Ignored _ ->
          assertThat(bytes.length < HEADER || bytes[2] < 0).as("nothing, or an answer").isTrue();
      case Reply.Ready(var answer) -> {
        belongs(bytes, asked, answer);
        assertThat(answer.length).isLessThanOrEqualTo(asked.isPresent() ? most : HEADER);
      }
      case Reply.Carried carried -> {
        belongs(bytes, asked, carried.failure());
        var fits = new byte[most];
        assertThat(carried.within(fits)).isSameAs(fits);
        var cut = carried.within(new byte[most + 1]);
        belongs(bytes, asked, cut);
        assertThat(cut.length).isLessThanOrEqualTo(bytes.length + HEADER);
        assertThat(read(cut).orElseThrow().getHeader().getFlag(Flags.TC)).isTrue();
      }
    }
  }

  private static void belongs(byte[] bytes, Optional<Message> asked, byte[] answer) {
    assertThat(bytes.length).isGreaterThanOrEqualTo(HEADER);
    assertThat(bytes[2]).as("an answer is not answered").isNotNegative();
    assertThat(Arrays.copyOf(answer, 2)).as("the id").isEqualTo(Arrays.copyOf(bytes, 2));
    assertThat(answer[2] & 0xf9).as("QR, operation and RD").isEqualTo(0x80 | (bytes[2] & 0x79));
    var said = read(answer).orElseThrow(() -> new AssertionError("no message"));
    asked.ifPresent(message -> assertThat(said.getQuestion()).isEqualTo(message.getQuestion()));
    assertThat(said.getSection(Section.QUESTION).size()).isLessThanOrEqualTo(1);
  }

  private static Optional<Message> read(byte[] bytes) {
    try {
      return Optional.of(new Message(bytes));
    } catch (IOException | RuntimeException _) {
      return Optional.empty();
    }
  }
}
