package dev.taskdock.cli;

import dev.taskdock.app.PullPolicy;
import dev.taskdock.logs.LineWriter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The options that `run` and `up` have in common: what it is called, where it runs, what is shown.
final class StartOptions {
  private @Nullable String project;
  private PullPolicy pull = PullPolicy.DEFAULT;
  private boolean detached;
  private boolean supervised;
  private boolean timestamps;
  private boolean noPrefix;
  private boolean json;
  private boolean noColour;
  private boolean quiet;

  /// @param otherwise what the project is called if it is not said
  /// @param events what `--json` prints
  void addTo(Options options, String otherwise, String events) {
    options
        .text(v -> project = v, "NAME", otherwise, "--project")
        .value(
            PullPolicy.class,
            v -> pull = v,
            "WHEN",
            "When to pull images: default (what is missing), always, never.",
            "--pull")
        .flag(v -> detached = v, "Run in the background; return once it runs.", "-d", "--detach")
        .hiddenFlag(v -> supervised = v, "--supervised")
        .flag(v -> timestamps = v, "Begin each line with its time.", "--timestamps")
        .flag(v -> noPrefix = v, "Print lines without the container's name.", "--no-log-prefix")
        .flag(v -> json = v, events, "--json")
        .flag(v -> noColour = v, "No colours.", "--no-color")
        .flag(v -> quiet = v, "No progress, only logs and errors.", "-q", "--quiet");
  }

  Optional<String> project() {
    return Optional.ofNullable(project);
  }

  PullPolicy pull() {
    return pull;
  }

  boolean detached() {
    return detached;
  }

  /// Whether another taskdock waits for us to say that all is up.
  boolean supervised() {
    return supervised;
  }

  boolean json() {
    return json;
  }

  boolean quiet() {
    return quiet;
  }

  /// Whether warnings are shown: in the background they have been already.
  boolean warns() {
    return !quiet && !supervised;
  }

  Terminal shownOn(Terminal terminal) {
    return noColour ? terminal.plain() : terminal;
  }

  LineWriter.Layout layout(Terminal shown) {
    return new LineWriter.Layout(!noPrefix, timestamps, shown.colour());
  }
}
