package dev.taskdock.metadata;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The credentials of task roles, found by an id that only the task's containers are told.
///
/// Source: the agent's `tmds/handlers/v1` and `v2` credentials handlers.
final class CredentialsPaths {
  private static final String SECOND = "CredentialsV2Request: ";

  private final Tasks tasks;
  private final TaskCredentials credentials;
  private final InstantSource clock;

  CredentialsPaths(Tasks tasks, TaskCredentials credentials, InstantSource clock) {
    this.tasks = tasks;
    this.credentials = credentials;
    this.clock = clock;
  }

  /// `/v1/credentials?id=ID`
  Answer first(Request request) {
    var id =
        Arrays.stream(request.query().split("&", -1))
            .filter(p -> p.startsWith("id="))
            .map(p -> p.substring("id=".length()))
            .findFirst();
    return of(id.orElse(""), "CredentialsV1Request: ");
  }

  /// `/v2/credentials/ID`
  Answer second(List<String> words) {
    return words.size() > 1
        ? Answer.notFound()
        : of(words.isEmpty() ? "" : words.getFirst(), SECOND);
  }

  private Answer of(String id, String prefix) {
    if (id.isEmpty()) {
      return refused(400, "NoIdInRequest", prefix + "No Credential ID in the request");
    }
    var role =
        tasks
            .credentialed(id)
            .flatMap(t -> t.definition().options().taskRole().map(t.locality()::roleArn));
    if (role.isEmpty()) {
      return refused(400, "InvalidIdInRequest", prefix + "Credentials not found");
    }
    Optional<Credentials> had = credentials.of(role.get(), clock.instant());
    return had.map(c -> Answer.json(200, document(role.get(), c)))
        .orElseGet(() ->
            refused(503, "CredentialsUninitialized", prefix + "Credentials uninitialized for ID"));
  }

  private static Map<String, Object> document(String role, Credentials credentials) {
    var document = new LinkedHashMap<String, Object>();
    document.put("RoleArn", role);
    document.put("AccessKeyId", credentials.accessKeyId());
    document.put("SecretAccessKey", credentials.secretAccessKey());
    document.put("Token", credentials.token());
    document.put("Expiration", credentials.expiration().truncatedTo(ChronoUnit.SECONDS));
    return document;
  }

  private static Answer refused(int status, String code, String message) {
    var document = new LinkedHashMap<String, Object>();
    document.put("code", code);
    document.put("message", message);
    document.put("HTTPErrorCode", status);
    return Answer.json(status, document);
  }
}
