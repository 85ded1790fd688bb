package dev.taskdock.simulation;

import dev.taskdock.state.Health;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a scripted container does once it was started.
///
/// @param ending how it ends of its own accord, empty where it runs until it is stopped
/// @param endsBeforeStartReturns whether its end is heard of before the answer to its start
/// @param healths what its health check says, counted from its start
/// @param onTerm how it ends on SIGTERM, empty where it ignores that
/// @param prints its pieces of output, all at its start; each character is a byte
public record Behaviour(
    Optional<Ending> ending,
    boolean endsBeforeStartReturns,
    Map<Duration, Health> healths,
    Optional<Ending> onTerm,
    List<String> prints) {
  /// Runs until it is asked to stop, and then ends at once.
  public static final Behaviour SERVES =
      new Behaviour(Optional.empty(), false, Map.of(), Optional.of(Ending.BY_TERM), List.of());

  public Behaviour {
    healths = Collections.unmodifiableMap(new TreeMap<>(healths));
    prints = List.copyOf(prints);
  }

  /// The same, ending with a code after a while.
  public Behaviour exits(int code, Duration after) {
    return ending(Optional.of(new Ending(code, after, false)), false);
  }

  /// The same, killed by the kernel after a while.
  public Behaviour runsOutOfMemory(Duration after) {
    return ending(Optional.of(new Ending(Ending.BY_KILL.exitCode(), after, true)), false);
  }

  /// The same, ending so soon that the engine tells of it before it answers the start.
  public Behaviour exitsBeforeStartReturns(int code) {
    return ending(Optional.of(new Ending(code, Duration.ZERO, false)), true);
  }

  /// The same, with a health that changes after a while.
  public Behaviour turns(Health health, Duration after) {
    var more = new TreeMap<>(healths);
    more.put(after, health);
    return new Behaviour(ending, endsBeforeStartReturns, more, onTerm, prints);
  }

  /// The same, ending with a code a while after SIGTERM.
  public Behaviour onTermExits(int code, Duration after) {
    var other = Optional.of(new Ending(code, after, false));
    return new Behaviour(ending, endsBeforeStartReturns, healths, other, prints);
  }

  /// The same, deaf to SIGTERM.
  public Behaviour ignoresTerm() {
    return new Behaviour(ending, endsBeforeStartReturns, healths, Optional.empty(), prints);
  }

  /// The same, printing lines.
  public Behaviour prints(List<String> lines) {
    return printing(lines.stream().map(line -> bytes(line + "\n")).toList());
  }

  /// The same, printing bytes: one for each character, and no line end of its own.
  public Behaviour printsBytes(String bytes) {
    return printing(List.of(bytes));
  }

  private Behaviour printing(List<String> pieces) {
    return new Behaviour(ending, endsBeforeStartReturns, healths, onTerm, pieces);
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private Behaviour ending(Optional<Ending> other, boolean beforeStartReturns) {
    return new Behaviour(other, beforeStartReturns, healths, onTerm, prints);
  }
}
