package dev.taskdock.engine.docker;

import dev.taskdock.engine.Behaviour;
import dev.taskdock.engine.EngineContract.Program;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Invocation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Behaviours as shell scripts in the one image the test machine has.
final class Shell {
  static final ImageReference IMAGE = new ImageReference("debian:bookworm-slim");

  private Shell() {}

  static Program program(Behaviour behaviour) {
    return script(
        switch (behaviour) {
          case Behaviour.Exits exits ->
              "sleep %d.%03d; exit %d"
                  .formatted(exits.after().toSeconds(), exits.after().toMillisPart(), exits.code());
          case Behaviour.Prints prints ->
              "cat <<'END'\n" + String.join("\n", prints.lines()) + "\nEND";
          case Behaviour.PrintsBytes prints -> "printf '" + octal(prints.bytes()) + "'";
          case Behaviour.EndsOnTerm ends ->
              "trap 'exit %d' TERM; echo ready; while :; do sleep 0.1; done".formatted(ends.code());
          case Behaviour.IgnoresTerm _ -> "trap '' TERM; echo ready; while :; do sleep 1; done";
        });
  }

  private static String octal(String bytes) {
    return bytes.chars().mapToObj("\\%03o"::formatted).collect(Collectors.joining());
  }

  static Program script(String text) {
    return new Program(
        IMAGE,
        new Invocation(List.of("sh", "-c"), List.of(text), Optional.empty(), Optional.empty()));
  }
}
