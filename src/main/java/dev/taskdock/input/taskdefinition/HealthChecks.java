package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2070;
import static dev.taskdock.problem.Code.TD2071;
import static dev.taskdock.problem.Code.TD2072;
import static dev.taskdock.problem.Code.TD2073;
import static dev.taskdock.problem.Code.TD2074;

import dev.taskdock.input.Fields;
import dev.taskdock.model.HealthCheck;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The `healthCheck` of a container. Source: RegisterTaskDefinition, HealthCheck.
final class HealthChecks {
  private static final String EXEC = "CMD";
  private static final String SHELL = "CMD-SHELL";
  private static final String EXAMPLE = "[\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]";

  private HealthChecks() {}

  /// The check of `container`, empty where it has none that is usable.
  static Optional<HealthCheck> read(Fields container) {
    if (container.isHollow("healthCheck")) {
      container.add(withoutCommand(container.locationOf("healthCheck"), container.title()));
    }
    return container.object("healthCheck").flatMap(fields -> read(container, fields));
  }

  private static Optional<HealthCheck> read(Fields container, Fields fields) {
    Vocabulary.tell(fields);
    var title = container.title();
    var test = test(fields, title);
    var interval = seconds(fields, "interval", new Range(5, 300, 30), title);
    var timeout = seconds(fields, "timeout", new Range(2, 60, 5), title);
    int retries = number(fields, "retries", new Range(1, 10, 3), title);
    var startPeriod = seconds(fields, "startPeriod", new Range(0, 300, 0), title);
    return test.isEmpty()
        ? Optional.empty()
        : Optional.of(new HealthCheck(test, interval, timeout, retries, startPeriod));
  }

  /// The command with `CMD` or `CMD-SHELL` in front; empty where there is none.
  private static List<String> test(Fields fields, String title) {
    var words = fields.texts("command", EXAMPLE);
    if (!fields.has("command")) {
      fields.add(withoutCommand(fields.locationOf("command"), title));
      return List.of();
    }
    if (words.isEmpty()) {
      return List.of();
    }
    var first = words.getFirst();
    boolean form = first.equals(EXEC) || first.equals(SHELL);
    if (form && words.size() == 1) {
      fields.add(withoutCommand(fields.locationOf("command"), title));
      return List.of();
    }
    if (form) {
      suspicion(words).ifPresent(s -> fields.add(s.at(fields.locationOf("command"))));
      return words;
    }
    fields.add(
        warning(TD2072, title + " has a health check without CMD or CMD-SHELL")
            .at(fields.locationOf("command"))
            .because("ECS documents one of the two as the first item; run here as if it were CMD.")
            .fixedBy("begin the list with \"CMD\""));
    var normal = new ArrayList<String>();
    normal.add(EXEC);
    normal.addAll(words);
    return normal;
  }

  private static Diagnostic withoutCommand(Location where, String title) {
    return Diagnostic.error(TD2070, title + " has a health check without a command")
        .at(where)
        .because("ECS requires \"command\", a list that begins with CMD or CMD-SHELL.")
        .fixedBy("write \"command\": " + EXAMPLE);
  }

  /// What makes a check fail for ever although each part of it looks right.
  private static Optional<Diagnostic> suspicion(List<String> words) {
    boolean shell = words.getFirst().equals(SHELL);
    if (shell && words.size() > 2) {
      return Optional.of(
          warning(TD2073, "only the first text after CMD-SHELL is run")
              .because("The shell takes one text as its script; the others become its arguments.")
              .fixedBy("write the whole command line as one text, or begin with \"CMD\""));
    }
    boolean line = !shell && words.size() == 2 && words.getLast().contains(" ");
    return line
        ? Optional.of(
            warning(TD2074, "CMD looks for a program whose name is this whole line")
                .because("CMD runs no shell: each word is an item of its own.")
                .fixedBy("begin the list with \"CMD-SHELL\""))
        : Optional.empty();
  }

  private static Diagnostic warning(Code code, String what) {
    return Diagnostic.warning(code, what);
  }

  private record Range(int lowest, int highest, int usual) {}

  private static Duration seconds(Fields fields, String member, Range range, String title) {
    return Duration.ofSeconds(number(fields, member, range, title));
  }

  private static int number(Fields fields, String member, Range range, String title) {
    long value = fields.whole(member).orElse(range.usual());
    if (range.lowest() <= value && value <= range.highest()) {
      return (int) value;
    }
    var limits = range.lowest() + " to " + range.highest();
    fields.add(
        Diagnostic.error(TD2071, title + " has a health check with " + member + " " + value)
            .at(fields.locationOf(member))
            .because("ECS takes " + limits + (member.equals("retries") ? "." : " seconds."))
            .fixedBy("write a number from " + limits));
    return range.usual();
  }
}
