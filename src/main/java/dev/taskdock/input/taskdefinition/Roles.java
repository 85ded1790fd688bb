package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2091;
import static dev.taskdock.problem.Code.TD2092;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Volume;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a task needs a role for. The definition has to name it: one that an override brings does
/// not count.
final class Roles {
  private static final Pattern ROLE =
      Pattern.compile(
          "arn:aws[a-z-]*:iam::\\d{12}:role/(?:[\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}|[\\w+=,.@-]{1,64}");

  /// What only a file to be filled in has in place of a role or an account.
  private static final Pattern STAND_IN = Pattern.compile("[<>{}$%]|(?i)xxx|account|insert");

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

  /// Tells which roles are missing, and which are none.
  ///
  /// @param mistake how bad it is to miss what only Fargate requires
  static void tell(Fields task, List<Draft> drafts, List<Volumes.Claim> volumes, Severity mistake) {
    var roles = new Roles(task, drafts);
    tellName(task, "taskRoleArn");
    tellName(task, "executionRoleArn");
    if (!task.has("executionRoleArn")) {
      roles.tell(
          Severity.ERROR,
          new Need("its secrets", "secrets", SECRETS, d -> !d.variables().secrets().isEmpty()));
      roles.tell(mistake, new Need("awslogs", "logConfiguration", LOGS, d -> d.logsTo("awslogs")));
      roles.tell(mistake, new Need("an image of ECR", "image", IMAGES, Roles::isInEcr));
      roles.tell(
          Severity.WARNING,
          new Need(
              "its registry",
              "repositoryCredentials",
              "",
              d -> d.fields().has("repositoryCredentials")));
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

  /// Nothing here depends on what a role is called, so what is none is only told. What a pipeline
  /// is to fill in is told to the strict.
  private static void tellName(Fields task, String member) {
    task.text(member)
        .filter(text -> !ROLE.matcher(text).matches())
        .ifPresent(text ->
            task.add(
                Diagnostic.of(
                        STAND_IN.matcher(text).find() ? Severity.NOTE : Severity.WARNING,
                        TD2092,
                        Quoted.of(member) + " is neither the ARN nor the name of a role")
                    .at(task.locationOf(member))
                    .because("A name has 1 to 64 letters, digits and +=,.@-_; AWS takes no other.")
                    .fixedBy("write it as \"arn:aws:iam::123456789012:role/NAME\"")));
  }

  private static boolean isInEcr(Draft draft) {
    return draft.image().filter(ImageReference::isInEcr).isPresent();
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
            .fixedBy("add \"executionRoleArn\": \"ecsTaskExecutionRole\" to the task");
    diagnostic =
        need.message().isEmpty()
            ? diagnostic.because("ECS reads the credentials with it before it pulls the image.")
            : diagnostic.becauseAwsSays(need.message());
    for (var draft : needing.subList(1, needing.size())) {
      diagnostic =
          diagnostic.seeAlso(draft.fields().locationOf(need.member()), draft.title() + " too");
    }
    task.add(diagnostic);
  }
}
