package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2086;
import static dev.taskdock.problem.Code.TD2087;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The `environmentFiles` of a container or of an override: objects of S3.
///
/// Source: RegisterTaskDefinition, EnvironmentFile.
final class EnvironmentFiles {
  private static final int MOST = 10;

  /// The same in a definition and in overrides, of which the vocabulary does not speak.
  private static final List<String> MEMBERS = List.of("value", "type");

  private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:s3:[^:]*:[^:]*:[^/]+/.+");
  private static final String EXAMPLE = "\"arn:aws:s3:::BUCKET/NAME.env\"";

  private EnvironmentFiles() {}

  /// The ARNs of the files of `container`, in the order written.
  static List<String> read(Fields container) {
    var entries = container.objects("environmentFiles");
    if (entries.size() > MOST) {
      container.add(
          Diagnostic.error(
                  TD2087, container.title() + " has " + entries.size() + " environment files")
              .at(container.locationOf("environmentFiles"))
              .becauseAwsSays(
                  "The maximum number of environment files was exceeded. Specify ten or less and"
                      + " try again")
              .fixedBy("put several of them into one file"));
    }
    var files = new ArrayList<String>();
    for (var entry : entries) {
      entry.expectOnly(MEMBERS);
      entry.word("type", List.of("s3"));
      missing(entry, "type", "\"s3\"");
      missing(entry, "value", EXAMPLE);
      entry
          .text("value")
          .ifPresent(arn -> {
            tell(arn, entry);
            files.add(arn);
          });
    }
    return files;
  }

  private static void missing(Fields entry, String member, String value) {
    if (!entry.has(member)) {
      entry.add(
          Diagnostic.error(TD2086, "an environment file without " + Quoted.of(member))
              .at(entry.location())
              .because("Each entry names an object of S3 and the type \"s3\".")
              .fixedBy("add " + Quoted.of(member) + ": " + value));
    }
  }

  private static void tell(String arn, Fields entry) {
    boolean valid = ARN.matcher(arn).matches();
    if (valid && arn.endsWith(".env")) {
      return;
    }
    var diagnostic =
        Diagnostic.error(TD2086, "an environment file at " + Quoted.of(arn))
            .at(entry.locationOf("value").unquoted())
            .fixedBy("write it as " + EXAMPLE);
    entry.add(
        valid
            ? diagnostic.because("ECS takes only objects whose name ends with .env.")
            : diagnostic.becauseAwsSays("Invalid arn syntax"));
  }
}
