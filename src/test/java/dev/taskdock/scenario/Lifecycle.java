package dev.taskdock.scenario;

import static dev.taskdock.model.Fixtures.container;
import static dev.taskdock.model.Fixtures.task;

import dev.taskdock.golden.GoldenCase;
import dev.taskdock.model.ContainerFixture;
import dev.taskdock.model.DependencyCondition;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.simulation.Behaviour;
import dev.taskdock.state.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A task and what its containers do, read from a text:
///
/// ```
/// db  not essential, turns HEALTHY after 2s, exits 3 after 5s
/// app waits for db HEALTHY, ignores TERM, stop timeout 2s
/// the task is stopped after 4s
/// ```
///
/// A container that nothing is said of serves, and ends at once when it is told to. The stop counts
/// from the moment the task is RUNNING, everything else from the container's start.
///
/// @param behaviours what each container does, where the engine is simulated; its script does the
///   same where it is real
/// @param stopAfter how long after it runs the task is asked to stop, empty where it is not
record Lifecycle(
    TaskDefinition definition, Map<String, Behaviour> behaviours, Optional<Duration> stopAfter) {
  private static final String IMAGE = "debian:bookworm-slim";
  private static final Pattern STOP = Pattern.compile("the task is stopped after (\\d+)s");
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(1);

  Lifecycle {
    behaviours = Map.copyOf(behaviours);
  }

  static Lifecycle of(GoldenCase golden) {
    var containers = new ArrayList<ContainerFixture>();
    var behaviours = new LinkedHashMap<String, Behaviour>();
    Optional<Duration> stop = Optional.empty();
    for (var line : golden.first("task").orElseThrow().body().lines().toList()) {
      var stopped = STOP.matcher(line);
      if (stopped.matches()) {
        stop = Optional.of(seconds(stopped.group(1)));
      } else {
        var words = line.split(" +", 2);
        var one = new One(words[0]);
        for (var phrase : words.length > 1 ? words[1].split(", ") : new String[0]) {
          one.is(phrase);
        }
        containers.add(one.fixture());
        behaviours.put(words[0], one.behaviour);
      }
    }
    return new Lifecycle(
        task("life", containers.toArray(ContainerFixture[]::new)), behaviours, stop);
  }

  private static Duration seconds(String text) {
    return Duration.ofSeconds(Long.parseLong(text));
  }

  /// A container being read.
  private static final class One {
    private static final Pattern WAITS = Pattern.compile("waits for (\\w+) (\\w+)");
    private static final Pattern RESTARTS =
        Pattern.compile("restarts after (\\d+)s(?: but not with (\\d+))?");
    private static final Pattern START_TIMEOUT = Pattern.compile("start timeout (\\d+)s");
    private static final Pattern STOP_TIMEOUT = Pattern.compile("stop timeout (\\d+)s");
    private static final Pattern EXITS = Pattern.compile("exits (\\d+) after (\\d+)s");
    private static final Pattern TURNS = Pattern.compile("turns (\\w+) after (\\d+)s");
    private static final Pattern ON_TERM = Pattern.compile("on TERM exits (\\d+) after (\\d+)s");

    private final ContainerFixture fixture;
    private Behaviour behaviour = Behaviour.SERVES;

    One(String name) {
      fixture = container(name).from(IMAGE);
    }

    void is(String phrase) {
      boolean understood =
          has(phrase, WAITS, m -> fixture.dependsOn(m.group(1), condition(m.group(2))))
              || has(phrase, RESTARTS, this::restarts)
              || has(phrase, START_TIMEOUT, m -> fixture.startTimeout(seconds(m.group(1))))
              || has(phrase, STOP_TIMEOUT, m -> fixture.stopTimeout(seconds(m.group(1))))
              || has(phrase, EXITS, m -> behave(behaviour.exits(code(m), seconds(m.group(2)))))
              || has(
                  phrase,
                  TURNS,
                  m -> behave(behaviour.turns(Health.valueOf(m.group(1)), seconds(m.group(2)))))
              || has(
                  phrase, ON_TERM, m -> behave(behaviour.onTermExits(code(m), seconds(m.group(2)))))
              || has(phrase, Pattern.compile("ignores TERM"), _ -> behave(behaviour.ignoresTerm()))
              || has(phrase, Pattern.compile("not essential"), _ -> fixture.nonEssential());
      if (!understood) {
        throw new IllegalArgumentException("not a phrase of a scenario: " + phrase);
      }
    }

    ContainerFixture fixture() {
      if (!behaviour.healths().isEmpty()) {
        fixture.checked(check());
      }
      return fixture.invocation(
          new Invocation(
              List.of("bash", "-c"),
              List.of(ShellScript.of(behaviour)),
              Optional.empty(),
              Optional.empty()));
    }

    /// Every second; what it says before the first turn does not count.
    private HealthCheck check() {
      var first = behaviour.healths().entrySet().iterator().next();
      var ignored = first.getValue() == Health.HEALTHY ? LONG : first.getKey();
      return new HealthCheck(ShellScript.PROBE, SOON, LONG, 1, ignored);
    }

    private void restarts(MatchResult found) {
      if (found.group(2) == null) {
        fixture.restarts(seconds(found.group(1)));
      } else {
        fixture.restarts(seconds(found.group(1)), Integer.valueOf(found.group(2)));
      }
    }

    private void behave(Behaviour other) {
      behaviour = other;
    }

    private interface Meaning {
      void of(MatchResult found);
    }

    private static boolean has(String phrase, Pattern pattern, Meaning meaning) {
      var found = pattern.matcher(phrase);
      if (found.matches()) {
        meaning.of(found);
        return true;
      }
      return false;
    }

    private static DependencyCondition condition(String word) {
      return DependencyCondition.valueOf(word);
    }

    private static int code(MatchResult found) {
      return Integer.parseInt(found.group(1));
    }
  }
}
