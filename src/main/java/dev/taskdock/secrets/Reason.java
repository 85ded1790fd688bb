package dev.taskdock.secrets;

import dev.taskdock.model.SecretReference;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The `stoppedReason` of a task that does not get what it needs, in the words of Fargate. What
/// happened here follows in brackets.
///
/// Source: reasons of stopped tasks (platform 1.4.0); the messages inside are the agent's.
final class Reason {
  private static final String SECRETS =
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource"
          + " retrieval failed: ";
  private static final String SSM =
      SECRETS + "unable to retrieve secrets from ssm: service call has been retried 1 time(s): ";
  private static final String ASM =
      SECRETS + "unable to retrieve secret from asm: service call has been retried 1 time(s): ";
  private static final String LOGIN =
      SECRETS + "unable to get registry auth from asm: service call has been retried 1 time(s): ";
  private static final String FILES =
      "ResourceInitializationError: failed to download env files: service call has been retried 1"
          + " time(s): ";

  private static final String UNKNOWN =
      "ResourceNotFoundException: Secrets Manager can't find the specified secret.";

  private Reason() {}

  /// Why a task with these answers does not start; empty where each has a value.
  ///
  /// Parameter Store answers for many at once and names all that it does not know; Secrets Manager
  /// is asked one by one, so the first counts.
  static Optional<String> of(Map<Need, Answer> answers) {
    return parameters(answers)
        .or(() ->
            answers.entrySet().stream()
                .filter(e -> e.getKey().secret().from() instanceof SecretReference.Asm)
                .flatMap(e -> asm(e.getKey(), e.getValue()).stream())
                .findFirst());
  }

  /// A login to a registry that is not to be had, and how it would be.
  static String noLogin(SecretReference.Asm secret, Answer answer) {
    var service = "asm fetching secret from the service for " + secret.text() + ": ";
    return LOGIN
        + switch (answer) {
          case Answer.Value _ -> throw new IllegalArgumentException("a login");
          case Answer.Malformed(var why) ->
              why
                  + " (the value of "
                  + secret.text()
                  + " has to be {\"username\": \"…\", \"password\": \"…\"})";
          case Answer.Refused(var words) -> service + words;
          case Answer.Absent _ -> service + UNKNOWN;
          case Answer.Nowhere _ -> service + UNKNOWN + " (there is no local value; " + way(secret);
          case Answer.Failed(var why) -> service + UNKNOWN + " (" + why + "; " + way(secret);
        };
  }

  private static String way(SecretReference.Asm secret) {
    var name = secret.text().startsWith("arn:") ? secret.name() : secret.text();
    return "write into taskdock.yaml: secrets: {\""
        + name
        + "\": {file: PATH}}, or {command: \"…\"} or {env: VARIABLE}, which give {\"username\":"
        + " \"…\", \"password\": \"…\"}; or --aws, which asks AWS)";
  }

  /// A file that S3 would not have.
  static String noFile(String here) {
    return FILES
        + "operation error S3: HeadObject, https response error StatusCode: 404, api error"
        + " NotFound: Not Found ("
        + here
        + ")";
  }

  /// A file that S3 did not give, for `words`.
  static String refusedFile(String words) {
    return FILES + words;
  }

  /// A line that Go's scanner does not take.
  static String lineTooLong() {
    return "ResourceInitializationError: failed to download env files: bufio.Scanner: token too"
        + " long";
  }

  private static Optional<String> parameters(Map<Need, Answer> answers) {
    var names = new LinkedHashSet<String>();
    var here = new LinkedHashSet<String>();
    answers.forEach((need, answer) -> {
      if (need.secret().from() instanceof SecretReference.Parameter parameter
          && !(answer instanceof Answer.Value || answer instanceof Answer.Refused)) {
        names.add(parameter.name());
        here(answer).ifPresent(here::add);
      }
    });
    return names.isEmpty()
        ? refusedParameters(answers)
        : Optional.of(
            SSM + "invalid ssm parameters: " + String.join(",", names) + inBrackets(here));
  }

  private static Optional<String> refusedParameters(Map<Need, Answer> answers) {
    return answers.entrySet().stream()
        .filter(e -> e.getKey().secret().from() instanceof SecretReference.Parameter)
        .map(Map.Entry::getValue)
        .flatMap(answer ->
            answer instanceof Answer.Refused(var words) ? Stream.of(SSM + words) : Stream.of())
        .findFirst();
  }

  private static Optional<String> asm(Need need, Answer answer) {
    return switch (answer) {
      case Answer.Value _ -> Optional.empty();
      case Answer.Malformed(var why) -> Optional.of(ASM + why);
      case Answer.Refused(var words) -> Optional.of(ASM + words);
      case Answer.Absent _, Answer.Nowhere _, Answer.Failed _ ->
          Optional.of(
              ASM + notFound(need.secret().from()) + inBrackets(here(answer).stream().toList()));
    };
  }

  private static String inBrackets(Collection<String> here) {
    return here.isEmpty() ? "" : " (" + String.join("; ", here) + ")";
  }

  private static String notFound(SecretReference reference) {
    return "ResourceNotFoundException: The task can't retrieve the secret with ARN '"
        + reference.text()
        + "' from AWS Secrets Manager. Check whether the secret exists in the specified Region.";
  }

  private static Optional<String> here(Answer answer) {
    return switch (answer) {
      case Answer.Value _, Answer.Absent _, Answer.Refused _ -> Optional.empty();
      case Answer.Nowhere _ -> Optional.of("there is no local value");
      case Answer.Failed(var why) -> Optional.of(why);
      case Answer.Malformed(var why) -> Optional.of(why);
    };
  }
}
