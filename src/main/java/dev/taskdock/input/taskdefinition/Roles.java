package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2091;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Volume;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Severity;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a task needs a role for. The definition has to name it: one that an override brings does
/// not count.
final class Roles {
  private static final Pattern ECR =
      Pattern.compile("\\d{12}\\.dkr\\.ecr(-fips)?\\.[a-z0-9-]+\\.amazonaws\\.com(\\.cn)?/.*");
  private static final String SECRETS =
      "When you are specifying container secrets, you must also specify a value for"
          + " 'executionRoleArn'";
  private static final String LOGS =
      "Fargate requires task definition to have execution role ARN to support log driver awslogs.";
  private static final String IMAGES =
      "Fargate requires task definition to have execution role ARN to support ECR images.";

  private final Fields task;
  private final List<Draft> drafts;

  private Roles(Fields task, List<Draft> drafts) {
    this.task = task;
    this.drafts = drafts;
  }

  /// Tells which roles are missing.
  ///
  /// @param mistake how bad it is to miss what only Fargate requires
  static void tell(Fields task, List<Draft> drafts, List<Volumes.Claim> volumes, Severity mistake) {
    var roles = new Roles(task, drafts);
    if (!task.has("executionRoleArn")) {
      roles.tell(
          Severity.ERROR,
          new Need("its secrets", "secrets", SECRETS, d -> !d.variables().secrets().isEmpty()));
      roles.tell(mistake, new Need("awslogs", "logConfiguration", LOGS, d -> d.logsTo("awslogs")));
      roles.tell(mistake, new Need("an image of ECR", "image", IMAGES, Roles::isInEcr));
    }
    if (!task.has("taskRoleArn")) {
      volumes.stream()
          .filter(claim -> claim.volume().kind() instanceof Volume.Kind.S3Files)
          .forEach(claim ->
              task.add(
                  Diagnostic.error(TD2091, claim.fields().title() + " needs a task role")
                      .at(claim.fields().locationOf("s3filesVolumeConfiguration"))
                      .because("S3 Files asks who the task is before it lets it mount.")
                      .fixedBy("add \"taskRoleArn\" to the task")));
    }
  }

  private static boolean isInEcr(Draft draft) {
    return draft.image().map(ImageReference::text).filter(ECR.asMatchPredicate()).isPresent();
  }

  /// What a container needs the execution role for, and the member that says so.
  private record Need(String what, String member, String message, Predicate<Draft> of) {}

  private void tell(Severity severity, Need need) {
    var needing = drafts.stream().filter(need.of()).toList();
    if (needing.isEmpty()) {
      return;
    }
    var first = needing.getFirst();
    var diagnostic =
        Diagnostic.of(
                severity, TD2091, first.title() + " needs an execution role for " + need.what())
            .at(first.fields().locationOf(need.member()))
            .becauseAwsSays(need.message())
            .fixedBy("add \"executionRoleArn\": \"ecsTaskExecutionRole\" to the task");
    for (var draft : needing.subList(1, needing.size())) {
      diagnostic =
          diagnostic.seeAlso(draft.fields().locationOf(need.member()), draft.title() + " too");
    }
    task.add(diagnostic);
  }
}
