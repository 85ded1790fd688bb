package dev.taskdock.metadata;

import dev.taskdock.model.RuntimeId;
import java.io.IOException;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a task asks of its agent: protection from scale-in, and faults.
///
/// Source: the agent's `tmds/handlers/taskprotection/v1` and `tmds/handlers/fault/v1`.
final class AgentPaths {
  private static final Set<String> FAULTS =
      Set.of("network-blackhole-port", "network-latency", "network-packet-loss");
  private static final Set<String> OPERATIONS = Set.of("start", "stop", "status");
  private static final Set<String> PROTECTION = Set.of("ProtectionEnabled", "ExpiresInMinutes");

  private final Tasks tasks;

  AgentPaths(Tasks tasks) {
    this.tasks = tasks;
  }

  /// @param words what follows `/api/`: an id and what is asked of it
  Answer answer(Request request, List<String> words) {
    var view = RuntimeId.parse(words.getFirst()).flatMap(id -> tasks.task(id.task()));
    var rest = words.subList(1, words.size());
    if (rest.equals(List.of("task-protection", "v1", "state"))) {
      return switch (request.method()) {
        case "GET" -> protection(view);
        case "PUT" -> protect(request, view);
        default -> Answer.text(405, "");
      };
    }
    boolean fault =
        rest.size() == 4
            && rest.subList(0, 2).equals(List.of("fault", "v1"))
            && FAULTS.contains(rest.get(2))
            && OPERATIONS.contains(rest.get(3));
    if (!fault) {
      return Answer.notFound();
    }
    return request.method().equals("POST") ? fault(view) : Answer.text(405, "");
  }

  private static Answer protect(Request request, Optional<TaskView> view) {
    var arn = view.map(TaskView::arn).orElse("");
    Map<String, @Nullable Object> asked;
    try {
      asked = Json.object(request.body());
    } catch (IOException _) {
      return undecodable(arn);
    }
    if (!PROTECTION.containsAll(asked.keySet()) || !isWellTyped(asked)) {
      return undecodable(arn);
    }
    return asked.get("ProtectionEnabled") == null
        ? invalid(arn, "Invalid request: does not contain 'ProtectionEnabled' field")
        : protection(view);
  }

  private static boolean isWellTyped(Map<String, @Nullable Object> asked) {
    var enabled = asked.get("ProtectionEnabled");
    var minutes = asked.get("ExpiresInMinutes");
    return (enabled == null || enabled instanceof Boolean)
        && (minutes == null || minutes instanceof BigInteger);
  }

  /// A task that no service started cannot be protected, so asking and changing end alike.
  private static Answer protection(Optional<TaskView> view) {
    if (view.isEmpty()) {
      return error(404, "", "ResourceNotFoundException", "Failed to find a task for the request");
    }
    var arn = view.get().arn();
    if (view.get().definition().options().taskRole().isEmpty()) {
      return error(
          403,
          arn,
          "AccessDeniedException",
          "Invalid Request: no task IAM role credentials available for task");
    }
    var failure = new LinkedHashMap<String, Object>();
    failure.put("Arn", arn);
    failure.put("Detail", "The task does not belong to a service.");
    failure.put("Reason", "TASK_NOT_VALID");
    return Answer.json(200, Map.of("failure", failure));
  }

  private static Answer fault(Optional<TaskView> view) {
    if (view.isEmpty()) {
      return Answer.json(404, Map.of("Error", "unable to lookup container"));
    }
    var task = view.get();
    return task.definition().options().faultInjection()
        ? Answer.json(501, Map.of("Error", "taskdock has no faults to inject"))
        : Answer.json(
            400, Map.of("Error", "enableFaultInjection is not enabled for task: " + task.arn()));
  }

  private static Answer undecodable(String arn) {
    return invalid(arn, "UpdateTaskProtection: failed to decode request");
  }

  private static Answer invalid(String arn, String message) {
    return error(400, arn, "InvalidParameterException", message);
  }

  private static Answer error(int status, String arn, String code, String message) {
    var error = new LinkedHashMap<String, Object>();
    error.put("Arn", arn);
    error.put("Code", code);
    error.put("Message", message);
    return Answer.json(status, Map.of("error", error));
  }
}
