package dev.taskdock.app;

import dev.taskdock.model.TargetGroupName;
import dev.taskdock.model.TargetId;
import dev.taskdock.proxy.Cause;
import dev.taskdock.proxy.Failure;
import dev.taskdock.routing.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What is to be said of requests that failed: the first of a kind at once, those that follow in
/// one line with their number, after 10 s and then after twice as long each time, up to ten
/// minutes. A kind is one cause at one target.
///
/// Event loops may ask it, since it never takes long.
final class Troubles {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// So many kinds are told apart.
  private static final int MOST = 64;

  private final Map<Kind, Spell> spells = new HashMap<>();

  /// A line, and the target groups that it is about.
  record Line(Set<TargetGroupName> groups, String text) {
    Line {
      groups = Set.copyOf(groups);
    }
  }

  private sealed interface Kind {}

  private record Failed(TargetId target, TargetGroupName group, Cause cause, int status)
      implements Kind {}

  private record Refused(int status, String why) implements Kind {}

  /// A time in which nothing is said of a kind.
  ///
  /// @param last what would have been
  /// @param more how often
  private record Spell(Instant since, Duration length, Supplier<Line> last, long more) {
    Instant end() {
      return since.plus(length);
    }
  }

  /// A target failed a request.
  ///
  /// @param status what the client was answered, 0 where an answer was cut off in the middle
  /// @return what is to be said now
  Optional<Line> failed(TargetGroupName group, Failure failure, int status, Instant now) {
    return happened(
        new Failed(failure.target(), group, failure.cause(), status),
        () ->
            new Line(
                Set.of(group),
                "%s from target %s of %s: %s: %s"
                    .formatted(
                        status == 0 ? "a cut response" : status,
                        failure.target(),
                        group,
                        failure.sentence(),
                        failure.advice())),
        now);
  }

  /// The load balancer refused a request; what is wrong with the request alone is about no group.
  ///
  /// @return what is to be said now
  Optional<Line> refused(int status, String why, Optional<Route> route, Instant now) {
    var about = status == 503 ? route : Optional.<Route>empty();
    return happened(
        // A client may make up as many reasons as it likes.
        new Refused(status, kinds() < MOST ? why : ""),
        () -> new Line(about.map(Troubles::groups).orElse(Set.of()), status + ": " + why),
        now);
  }

  private synchronized int kinds() {
    return spells.size();
  }

  private static Set<TargetGroupName> groups(Route route) {
    return switch (route) {
      case Route.Forward(_, var shares, _) ->
          shares.groups().stream().map(w -> w.group()).collect(Collectors.toSet());
      case Route.Authenticate(_, _, var then) -> groups(then);
      case Route.Validate(_, _, var then) -> groups(then);
      case Route.RedirectTo _, Route.Answer _, Route.SignInPage _, Route.Failed _ -> Set.of();
    };
  }

  private synchronized Optional<Line> happened(Kind kind, Supplier<Line> line, Instant now) {
    var spell = spells.get(kind);
    if (spell == null) {
      spells.put(kind, new Spell(now, FIRST, line, 0));
      return Optional.of(line.get());
    }
    spells.put(kind, new Spell(spell.since, spell.length, line, spell.more + 1));
    return Optional.empty();
  }

  /// What is to be said of what has happened since; a kind of which nothing has is as good as new.
  synchronized List<Line> due(Instant now) {
    var lines = new ArrayList<Line>();
    for (var entry : List.copyOf(spells.entrySet())) {
      var spell = entry.getValue();
      if (spell.end().isAfter(now)) {
        continue;
      }
      if (spell.more == 0) {
        spells.remove(entry.getKey());
        continue;
      }
      var last = spell.last.get();
      lines.add(
          new Line(
              last.groups,
              "%s (%d more within %d s)"
                  .formatted(last.text, spell.more, spell.length.toSeconds())));
      var next = spell.length.multipliedBy(2);
      spells.put(
          entry.getKey(),
          new Spell(now, next.compareTo(LONGEST) > 0 ? LONGEST : next, spell.last, 0));
    }
    return lines;
  }

  /// When [#due] is to be asked next.
  synchronized Optional<Instant> next() {
    return spells.values().stream().map(Spell::end).min(Instant::compareTo);
  }
}
