package dev.taskdock.metadata;

import dev.taskdock.model.RuntimeId;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
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

  private static final int USUAL_MINUTES = 120;
  private static final int MOST_MINUTES = 2880;

  private final Tasks tasks;
  private final InstantSource clock;

  AgentPaths(Tasks tasks, InstantSource clock) {
    this.tasks = tasks;
    this.clock = clock;
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

  private Answer protect(Request request, Optional<TaskView> view) {
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
        : refusal(view)
            .orElseGet(() ->
                protect(
                    view.orElseThrow(),
                    Boolean.TRUE.equals(asked.get("ProtectionEnabled")),
                    asked.get("ExpiresInMinutes") instanceof BigInteger minutes
                        ? minutes
                        : BigInteger.valueOf(USUAL_MINUTES)));
  }

  /// How long only matters to what is protected.
  private Answer protect(TaskView view, boolean enabled, BigInteger minutes) {
    if (enabled
        && (minutes.signum() <= 0 || minutes.compareTo(BigInteger.valueOf(MOST_MINUTES)) > 0)) {
      return invalid(view.arn(), "ExpiresInMinutes must be between 1 and " + MOST_MINUTES);
    }
    var until =
        Optional.of(clock.instant().truncatedTo(ChronoUnit.SECONDS))
            .filter(_ -> enabled)
            .map(now -> now.plus(Duration.ofMinutes(minutes.longValue())));
    return tasks.protect(view.task().id(), until)
        ? protection(view, until)
        : error(504, view.arn(), "RequestCanceled", "Timed out calling ECS Task Protection API");
  }

  private Answer protection(Optional<TaskView> view) {
    return refusal(view)
        .orElseGet(() -> {
          var task = view.orElseThrow();
          var until =
              tasks.protectedUntil(task.task().id()).filter(u -> clock.instant().isBefore(u));
          return protection(task, until);
        });
  }

  private static Answer protection(TaskView view, Optional<Instant> until) {
    var protection = new LinkedHashMap<String, Object>();
    protection.put("ExpirationDate", until);
    protection.put("ProtectionEnabled", until.isPresent());
    protection.put("TaskArn", view.arn());
    return Answer.json(200, Map.of("protection", protection));
  }

  private static boolean isWellTyped(Map<String, @Nullable Object> asked) {
    var enabled = asked.get("ProtectionEnabled");
    var minutes = asked.get("ExpiresInMinutes");
    return (enabled == null || enabled instanceof Boolean)
        && (minutes == null || minutes instanceof BigInteger);
  }

  /// Why a task can have no protection, empty where it can.
  private static Optional<Answer> refusal(Optional<TaskView> view) {
    if (view.isEmpty()) {
      return Optional.of(
          error(404, "", "ResourceNotFoundException", "Failed to find a task for the request"));
    }
    var arn = view.get().arn();
    if (view.get().definition().options().taskRole().isEmpty()) {
      return Optional.of(
          error(
              403,
              arn,
              "AccessDeniedException",
              "Invalid Request: no task IAM role credentials available for task"));
    }
    if (view.get().wanted().startedBy().isPresent()) {
      return Optional.empty();
    }
    var failure = new LinkedHashMap<String, Object>();
    failure.put("Arn", arn);
    failure.put("Detail", "The task does not belong to a service.");
    failure.put("Reason", "TASK_NOT_VALID");
    return Optional.of(Answer.json(200, Map.of("failure", failure)));
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
