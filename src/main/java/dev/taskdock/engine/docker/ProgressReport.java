package dev.taskdock.engine.docker;

import dev.taskdock.engine.ImageProgress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What a pull, a push or a build says while it goes on, passed on line by line.
final class ProgressReport {
  private static final int REMEMBERED = 3;

  /// What a program of a build tells a terminal, such as colours: the line is shown in another
  /// place.
  private static final Pattern CONTROLS =
      Pattern.compile(
          "\\e(\\[[0-?]*[ -/]*[@-~]|\\][^\\a\\e]*(\\a|\\e\\\\)?|[@-Z\\\\^_])|[\\x00-\\x08\\x0e-\\x1f\\x7f]");

  private final Consumer<ImageProgress> progress;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final StringBuilder open = new StringBuilder();
  private String step = "";
  private Optional<String> failure = Optional.empty();
  private String digest = "";

  ProgressReport(Consumer<ImageProgress> progress) {
    this.progress = progress;
  }

  /// Takes one message of the engine's.
  void take(Json message) {
    message.at("error").words().ifPresent(words -> failure = Optional.of(words));
    message.at("errorDetail", "message").words().ifPresent(words -> failure = Optional.of(words));
    message.at("aux", "Digest").words().ifPresent(pushed -> digest = pushed);
    message.at("stream").words().ifPresent(this::takeText);
    message.at("status").words().ifPresent(status -> progress.accept(layer(message, status)));
  }

  /// Why it failed, in the engine's words.
  Optional<String> failure() {
    return failure;
  }

  /// What a registry calls what was pushed to it, empty before it said so.
  String digest() {
    return digest;
  }

  /// The step a build was at and the last lines it printed, ready to stand before the reason.
  String lastLines() {
    String lines = String.join(" / ", lastLines);
    return (step.isEmpty() ? "" : step + ": ") + (lines.isEmpty() ? "" : lines + ": ");
  }

  /// A build prints text in pieces that begin and end anywhere.
  private void takeText(String text) {
    open.append(text);
    for (int end = open.indexOf("\n"); end >= 0; end = open.indexOf("\n")) {
      takeLine(open.substring(0, end));
      open.delete(0, end + 1);
    }
  }

  private void takeLine(String raw) {
    String line = CONTROLS.matcher(raw).replaceAll("");
    line = line.substring(line.lastIndexOf('\r', line.length() - 2) + 1).strip();
    if (line.isEmpty()) {
      return;
    }
    if (line.startsWith("Step ")) {
      step = line;
      lastLines.clear();
    } else if (!line.startsWith("---> ") && !line.startsWith("Removing intermediate container")) {
      lastLines.addLast(line);
    }
    if (lastLines.size() > REMEMBERED) {
      lastLines.removeFirst();
    }
    progress.accept(new ImageProgress(step, line, OptionalLong.empty(), OptionalLong.empty()));
  }

  private static ImageProgress layer(Json message, String status) {
    Json detail = message.at("progressDetail");
    return new ImageProgress(
        message.at("id").text(),
        status.strip(),
        bytes(detail.at("current")),
        bytes(detail.at("total")));
  }

  private static OptionalLong bytes(Json number) {
    return number.isNumber() ? OptionalLong.of(number.number()) : OptionalLong.empty();
  }
}
