package dev.taskdock.probe;

import dev.taskdock.model.ContainerName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What came when something was tried.
public sealed interface Observation {
  /// It came about as it should.
  ///
  /// @param how what there is to say about it
  record Came(String how) implements Observation {}

  /// It did not come about.
  ///
  /// @param late whether it was only not there in time
  record Missed(String why, boolean late) implements Observation {}

  /// It could not be tried here: neither good nor bad.
  record Untried(String why) implements Observation {}

  /// An HTTP reply.
  ///
  /// @param headers names in lower case
  /// @param json what stands at the pointers that were asked for; those with nothing are not there
  record Replied(
      String at,
      int status,
      Map<String, List<String>> headers,
      String body,
      Map<String, String> json,
      Duration took)
      implements Observation {
    public Replied {
      headers = Map.copyOf(headers);
      json = Map.copyOf(json);
    }
  }

  /// No connection, or one that broke.
  record Unanswered(String at, String why) implements Observation {}

  /// A connection.
  record Connected(String at) implements Observation {}

  /// A command has ended.
  record Ran(int exitCode, String output) implements Observation {}

  /// What a name leads to, empty where it leads nowhere.
  record Resolved(List<String> addresses) implements Observation {
    public Resolved {
      addresses = List.copyOf(addresses);
    }
  }

  /// What stands at JSON pointers of a document.
  record Document(Map<String, String> json) implements Observation {
    public Document {
      json = Map.copyOf(json);
    }
  }

  /// A container has ended by itself; empty where it went on.
  record Exited(OptionalInt exitCode, Optional<String> reason) implements Observation {}

  /// How containers ended when they were told to.
  record Stopped(List<Ended> containers) implements Observation {
    public Stopped {
      containers = List.copyOf(containers);
    }
  }

  /// The end of one container.
  ///
  /// @param took from the signal to the end
  /// @param killed whether the signal was not enough
  record Ended(ContainerName container, OptionalInt exitCode, Duration took, boolean killed) {}

  /// A deployment was made under load.
  ///
  /// @param took empty where it was not completed
  /// @param faults the requests that were not answered well, the first few
  record Rolled(Optional<Duration> took, long requests, long failed, List<String> faults)
      implements Observation {
    public Rolled {
      faults = List.copyOf(faults);
    }
  }
}
