package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2131;
import static dev.taskdock.problem.Code.TD2132;

import dev.taskdock.input.Fields;
import dev.taskdock.model.Ulimit;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// The `ulimits` of a container. Source: RegisterTaskDefinition, Ulimit; -1 is no limit.
final class Ulimits {
  private static final List<String> NAMES =
      List.of(
          "core",
          "cpu",
          "data",
          "fsize",
          "locks",
          "memlock",
          "msgqueue",
          "nice",
          "nofile",
          "nproc",
          "rss",
          "rtprio",
          "rttime",
          "sigpending",
          "stack");

  /// As many open files as a process of Fargate may be given.
  private static final long MOST_FILES = 1_048_576;

  private static final int NONE = -1;

  private Ulimits() {}

  /// The limits of `container` that are usable.
  static List<Ulimit> read(Fields container) {
    var ulimits = new ArrayList<Ulimit>();
    var seen = new HashMap<String, Fields>();
    for (var fields : container.objectsBy("name", "ulimits")) {
      Vocabulary.tell(fields);
      var name = fields.word("name", NAMES);
      missing(fields, "name", container);
      name.flatMap(n -> Optional.ofNullable(seen.putIfAbsent(n, fields)))
          .ifPresent(earlier -> fields.add(repeated(fields, earlier, container)));
      var soft = limit(fields, "softLimit", container);
      var hard = limit(fields, "hardLimit", container);
      name.flatMap(n -> soft.flatMap(s -> hard.map(h -> new Ulimit(n, s, h))))
          .ifPresent(ulimit -> {
            tell(ulimit, fields, container);
            ulimits.add(ulimit);
          });
    }
    return ulimits;
  }

  private static Diagnostic repeated(Fields fields, Fields earlier, Fields container) {
    return Diagnostic.warning(
            TD2131, container.title() + " has the ulimit " + fields.title() + " twice")
        .at(fields.locationOf("name"))
        .because("A process has one of each kind, and ECS does not say which of the two counts.")
        .fixedBy("remove one of them")
        .seeAlso(earlier.locationOf("name"), "the other");
  }

  private static Optional<Long> limit(Fields fields, String member, Fields container) {
    missing(fields, member, container);
    var written = fields.whole(member);
    if (written.isPresent() && written.getAsLong() < NONE) {
      fields.add(
          Diagnostic.error(
                  TD2131,
                  container.title() + " has an ulimit with " + member + " " + written.getAsLong())
              .at(fields.locationOf(member))
              .because("It is a number from 0, or -1 for no limit.")
              .fixedBy("write one of these"));
      return Optional.empty();
    }
    return written.stream().boxed().findFirst();
  }

  private static void missing(Fields fields, String member, Fields container) {
    if (!fields.has(member)) {
      fields.add(
          Diagnostic.error(
                  TD2131, container.title() + " has an ulimit without " + Quoted.of(member))
              .at(fields.location())
              .because("ECS requires name, softLimit and hardLimit.")
              .fixedBy("add " + Quoted.of(member)));
    }
  }

  private static void tell(Ulimit ulimit, Fields fields, Fields container) {
    if (amount(ulimit.soft()) > amount(ulimit.hard())) {
      fields.add(
          Diagnostic.error(
                  TD2131,
                  container.title() + " has a soft " + ulimit.name() + " above the hard one")
              .at(fields.locationOf("softLimit"))
              .because("A process may raise its soft limit as far as the hard one.")
              .fixedBy("lower softLimit to " + ulimit.hard() + ", or raise hardLimit")
              .seeAlso(fields.locationOf("hardLimit"), "the hard limit"));
    }
    if (ulimit.name().equals("nofile") && amount(ulimit.hard()) > MOST_FILES) {
      fields.add(
          Diagnostic.warning(TD2132, container.title() + " asks for more open files than there are")
              .at(fields.locationOf("hardLimit"))
              .because("Fargate gives 65535 where nothing is written, and 1048576 at most.")
              .fixedBy("write 1048576 or less"));
    }
  }

  private static long amount(long limit) {
    return limit == NONE ? Long.MAX_VALUE : limit;
  }
}
