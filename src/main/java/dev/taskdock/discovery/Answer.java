package dev.taskdock.discovery;

import java.util.List;

/// What is answered to a question.
public sealed interface Answer {
  /// Records, and others that whoever asks will ask for next.
  record Records(List<Entry> entries, List<Entry> additional) implements Answer {
    public Records {
      entries = List.copyOf(entries);
      additional = List.copyOf(additional);
    }
  }

  /// The name has no records of that kind.
  ///
  /// @param zone the SOA of the zone it is in
  record NoRecords(Entry zone) implements Answer {}

  /// There is no such name.
  ///
  /// @param zone the SOA of the zone it would be in
  record NoName(Entry zone) implements Answer {}

  /// It is not one of ours: somebody else has to be asked.
  record Elsewhere() implements Answer {}
}
