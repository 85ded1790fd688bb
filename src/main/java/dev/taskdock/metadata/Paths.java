package dev.taskdock.metadata;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/// The answer to each path at 169.254.170.2.
///
/// Source: the agent's `task_server_setup.go`.
final class Paths {
  private final MetadataPaths metadata;
  private final CredentialsPaths credentials;
  private final AgentPaths agent;
  private final Throttle throttle;

  /// @param nanoTime what the throttle measures with
  Paths(Tasks tasks, TaskCredentials credentials, InstantSource clock, LongSupplier nanoTime) {
    this.metadata = new MetadataPaths(tasks, clock);
    this.credentials = new CredentialsPaths(tasks, credentials, clock);
    this.agent = new AgentPaths(tasks, clock);
    this.throttle = new Throttle(nanoTime);
  }

  Answer answer(Request request) {
    if (request.path().contains("//")) {
      var query = request.query().isEmpty() ? "" : "?" + request.query();
      return Answer.movedTo(request.path().replaceAll("/+", "/") + query);
    }
    if (!throttle.admits(request.caller())) {
      return Answer.text(429, "You have reached maximum request limit.");
    }
    var words = Arrays.asList(request.path().substring(1).split("/", -1));
    var rest = words.subList(1, words.size());
    if (rest.isEmpty()) {
      return Answer.notFound();
    }
    return switch (words.getFirst()) {
      case "v4" -> metadata.byId(Version.V4, rest);
      case "v3" -> metadata.byId(Version.V3, rest);
      case "v2" -> second(request, rest);
      case "v1" ->
          rest.equals(List.of("credentials")) ? credentials.first(request) : Answer.notFound();
      case "api" -> agent.answer(request, rest);
      default -> Answer.notFound();
    };
  }

  private Answer second(Request request, List<String> rest) {
    return rest.getFirst().equals("credentials")
        ? credentials.second(rest.subList(1, rest.size()))
        : metadata.byAddress(request.caller(), rest);
  }
}
