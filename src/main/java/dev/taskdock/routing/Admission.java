package dev.taskdock.routing;

import java.util.OptionalInt;

/// What is looked at before the rules, in the order that decides between several faults.
///
/// Source: statuses and causes are the guide's; of the order it says nothing, so what cannot be
/// read comes before what can be misread, and that before what is merely not taken.
public final class Admission {
  private Admission() {}

  /// What is known of a request once its head has been read.
  ///
  /// @param unreadable 400, 413 or 414 where the head cannot be read; else empty
  /// @param blocked whether desync mitigation blocks it
  /// @param tooManyAddresses see [Forwarded#hasTooManyAddresses]
  /// @param unknownCoding whether a transfer coding is asked for that is not known
  public record Facts(
      OptionalInt unreadable,
      boolean blocked,
      boolean trace,
      boolean tooManyAddresses,
      boolean unknownCoding) {}

  /// The status to refuse a request with; empty where the rules decide.
  public static OptionalInt refusal(Facts facts) {
    if (facts.unreadable().isPresent()) {
      return facts.unreadable();
    }
    if (facts.blocked()) {
      return OptionalInt.of(400);
    }
    if (facts.trace()) {
      return OptionalInt.of(405);
    }
    if (facts.tooManyAddresses()) {
      return OptionalInt.of(463);
    }
    return facts.unknownCoding() ? OptionalInt.of(501) : OptionalInt.empty();
  }
}
