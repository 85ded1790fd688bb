package dev.taskdock.secrets;

import static dev.taskdock.problem.Code.TD1051;
import static dev.taskdock.problem.Code.TD1052;
import static dev.taskdock.problem.Code.TD1054;
import static dev.taskdock.problem.Code.TD2083;

import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.Source;
import dev.taskdock.model.ContainerDefinition;
import dev.taskdock.model.Environment;
import dev.taskdock.model.TaskDefinition;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Origins;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Optional;

/// Tells what a task would miss before it is started, at the place in its definition; and what the
/// command line sets in vain, because a secret wins over it.
///
/// Only what is sure is told: a program that prints a secret is not asked ahead.
public final class Shortages {
  private final Supply supply;
  private final Origins origins;
  private final Problems problems;

  private Shortages(Supply supply, Origins origins, Problems problems) {
    this.supply = supply;
    this.origins = origins;
    this.problems = problems;
  }

  /// Tells what `task` would miss of `supply`.
  ///
  /// @param origins where the parts of the definition stand
  public static void tell(TaskDefinition task, Supply supply, Origins origins, Problems problems) {
    var shortages = new Shortages(supply, origins, problems);
    Need.of(task).forEach(shortages::tell);
    task.containers().forEach(shortages::tellFiles);
    task.containers().forEach(shortages::tellTaken);
    task.containers().forEach(shortages::tellLong);
  }

  private void tell(Need need) {
    supply
        .known(need)
        .ifPresent(answer -> {
          switch (answer) {
            case Answer.Value _ -> {}
            case Answer.Nowhere _, Answer.Absent _, Answer.Refused _ ->
                tell(
                    noValue(need)
                        .because("On AWS it is kept as " + need.secret().from().text() + ".")
                        .fixedBy(ways(need)),
                    need.place().then("valueFrom"));
            case Answer.Failed(var why) ->
                tell(
                    noValue(need).because(sentence(why)).fixedBy(ways(need)),
                    need.place().then("valueFrom"));
            case Answer.Malformed(var why) ->
                tell(
                    noValue(need)
                        .because("As on AWS, the task would fail: " + why + ".")
                        .fixedBy("keep a JSON object that has this key"),
                    need.place().then("valueFrom"));
          }
        });
  }

  private static String sentence(String why) {
    return why.substring(0, 1).toUpperCase(Locale.ROOT) + why.substring(1) + ".";
  }

  private static Diagnostic noValue(Need need) {
    return Diagnostic.error(TD1051, "no value for the secret " + Quoted.of(need.secret().name()));
  }

  /// The shortest key that the value may be filed under is the variable's own name.
  private static String ways(Need need) {
    var name = need.secret().name();
    return String.join(
        "\n",
        "Any of these:",
        "--secret-file FILE, with the line " + name + "=VALUE",
        "taskdock.yaml: secrets: {" + name + ": {env: VARIABLE}}, or {file: PATH}",
        "taskdock.yaml: secrets: {" + name + ": {command: \"a program that prints it\"}}",
        "--aws, which asks AWS");
  }

  private void tellFiles(ContainerDefinition container) {
    int index = 0;
    for (var arn : container.variables().files()) {
      var place = Need.place(container).then("environmentFiles").item(index++).then("value");
      if (!supply.needsCopy(arn)) {
        continue;
      }
      supply
          .file(arn)
          .filter(Files::isReadable)
          .ifPresentOrElse(
              path ->
                  EnvironmentFile.read(new Source(path.toString(), Keeper.read(path)), problems),
              () -> tell(noCopy(arn), origins.of(place).map(Location::unquoted)));
    }
  }

  private void tellTaken(ContainerDefinition container) {
    for (var secret : container.variables().secrets()) {
      if (container.environment().variables().containsKey(secret.name())) {
        tell(
            Diagnostic.error(TD1054, Quoted.of(secret.name()) + " is set, but it is a secret")
                .becauseAwsSays(
                    "The secret name must be unique and not shared with any new or existing"
                        + " environment variables set on the container, such as '"
                        + secret.name()
                        + "'.")
                .fixedBy("give its value with --secret-file, not with -e or --env-file"),
            Need.place(container).then("secrets").item(secret.name()).then("name"));
      }
    }
  }

  /// Only now, for what the command line sets is longer than any definition may be.
  private void tellLong(ContainerDefinition container) {
    container
        .environment()
        .variables()
        .forEach((name, value) -> {
          int length = Environment.length(name, value);
          if (length > Environment.LONGEST) {
            var place = Need.place(container).then("environment").item(name);
            var where = origins.of(place).map(Location::unquoted);
            tell(
                Diagnostic.error(
                        TD2083, Quoted.of(name) + " has " + length + " bytes with its name")
                    .because(
                        "A process takes 131071 bytes of NAME=value; more is refused by the kernel.")
                    .fixedBy("put it into a file that the container reads"),
                where);
          }
        });
  }

  private Diagnostic noCopy(String arn) {
    var copy = supply.file(arn);
    return Diagnostic.error(TD1052, "no local copy of an environment file")
        .because(
            copy.map(path -> "There is no file " + path + " to stand for " + arn + ".")
                .orElse("On AWS it is " + arn + "."))
        .fixedBy(
            copy.map(path -> "add the file")
                .orElse("taskdock.yaml: environmentFiles: {\"" + arn + "\": ./FILE}; or --aws"));
  }

  private void tell(Diagnostic diagnostic, Place place) {
    tell(diagnostic, origins.of(place));
  }

  /// The line of a `value` shows stars in its place, so what is told of one is told without.
  private void tell(Diagnostic diagnostic, Optional<Location> where) {
    problems.add(where.map(diagnostic::at).orElse(diagnostic));
  }
}
