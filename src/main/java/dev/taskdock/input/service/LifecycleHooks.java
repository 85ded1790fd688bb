package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4003;
import static dev.taskdock.problem.Code.TD4006;
import static dev.taskdock.problem.Code.TD4058;

import dev.taskdock.input.JsonReader;
import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.model.LifecycleHook;
import dev.taskdock.model.LifecycleStage;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Reads the `lifecycleHooks` of a deployment.
final class LifecycleHooks {
  private static final List<String> STAGES =
      Arrays.stream(LifecycleStage.values()).map(Enum::name).toList();

  /// Two weeks.
  private static final int MOST_MINUTES = 20_160;

  private LifecycleHooks() {}

  /// The hooks of `deployment`, in the order written, after telling what of them is not done.
  ///
  /// @param shifts whether the strategy has the stages at which they are called
  static List<LifecycleHook> of(Members deployment, boolean shifts) {
    var hooks = new ArrayList<LifecycleHook>();
    deployment
        .objects("lifecycleHooks", Shape.LIFECYCLE_HOOK)
        .forEach(fields -> hook(fields).ifPresent(hooks::add));
    tooMany(deployment, hooks);
    if (!hooks.isEmpty() && !shifts) {
      deployment
          .fields()
          .add(
              Diagnostic.warning(TD4006, "the hooks of a ROLLING deployment are not called here")
                  .at(deployment.fields().locationOf("lifecycleHooks"))
                  .because("Their stages are those of a deployment that shifts traffic."));
      return List.of();
    }
    return hooks;
  }

  private static void tooMany(Members deployment, List<LifecycleHook> hooks) {
    hooks.stream()
        .collect(Collectors.groupingBy(h -> h.target().word(), TreeMap::new, Collectors.counting()))
        .forEach((type, count) -> {
          if (count > LifecycleHook.MOST_OF_A_TYPE) {
            deployment.tell(
                TD4058,
                count + " lifecycle hooks of type " + type,
                "lifecycleHooks",
                "A service has at most 10 pause hooks and 10 Lambda hooks.",
                "take some away");
          }
        });
  }

  private static Optional<LifecycleHook> hook(Members hook) {
    boolean pauses =
        hook.word("targetType", List.of("AWS_LAMBDA", "PAUSE")).filter("PAUSE"::equals).isPresent();
    var stages = stages(hook, pauses);
    var timeout = hook.object("timeoutConfiguration", Shape.HOOK_TIMEOUT);
    var minutes = timeout.flatMap(t -> t.number("timeoutInMinutes", 1, MOST_MINUTES));
    boolean goesOn =
        timeout
            .flatMap(t -> t.word("action", List.of("ROLLBACK", "CONTINUE")))
            .filter("CONTINUE"::equals)
            .isPresent();
    return (pauses ? pause(hook) : function(hook))
        .filter(_ -> !stages.isEmpty())
        .map(target ->
            new LifecycleHook(
                target,
                stages,
                minutes.map(Duration::ofMinutes).orElse(LifecycleHook.DEFAULT_TIMEOUT),
                goesOn));
  }

  private static Optional<LifecycleHook.Target> function(Members hook) {
    var details = details(hook);
    return hook.due("hookTargetArn", "arn:aws:lambda:REGION:ACCOUNT:function:NAME")
        .map(arn -> new LifecycleHook.Target.Function(arn, details));
  }

  private static Optional<LifecycleHook.Target> pause(Members hook) {
    for (var name : List.of("hookTargetArn", "hookDetails")) {
      if (hook.has(name)) {
        hook.fields()
            .add(
                Diagnostic.of(Severity.NOTE, TD4003, Quoted.of(name) + " changes nothing here")
                    .at(hook.fields().locationOf(name))
                    .because("A PAUSE hook asks nobody: it waits."));
      }
    }
    return Optional.of(new LifecycleHook.Target.Pause());
  }

  private static Set<LifecycleStage> stages(Members hook, boolean pauses) {
    var stages = EnumSet.noneOf(LifecycleStage.class);
    hook.expect("lifecycleStages", "[POST_SCALE_UP]");
    for (var name : hook.fields().texts("lifecycleStages", "POST_SCALE_UP")) {
      if (!STAGES.contains(name)) {
        tell(
            hook,
            "there is no stage " + Quoted.of(name),
            "AWS knows " + String.join(", ", STAGES) + " here.",
            Nearest.of(name, STAGES)
                .map(near -> "write " + Quoted.of(near))
                .orElse("write one of them"));
      } else if (pauses && isReversed(LifecycleStage.valueOf(name))) {
        tell(
            hook,
            "a PAUSE hook at " + name,
            "A deployment cannot pause there, since a rollback passes it too.",
            "write another stage, or targetType: AWS_LAMBDA");
      } else {
        stages.add(LifecycleStage.valueOf(name));
      }
    }
    return stages;
  }

  private static boolean isReversed(LifecycleStage stage) {
    return switch (stage) {
      case TEST_TRAFFIC_SHIFT, PRODUCTION_TRAFFIC_SHIFT -> true;
      case RECONCILE_SERVICE,
          PRE_SCALE_UP,
          POST_SCALE_UP,
          POST_TEST_TRAFFIC_SHIFT,
          PRE_PRODUCTION_TRAFFIC_SHIFT,
          POST_PRODUCTION_TRAFFIC_SHIFT ->
          false;
    };
  }

  /// An object, or a text that is one: CloudFormation takes both.
  private static Optional<String> details(Members hook) {
    var value =
        hook.fields().members().stream()
            .filter(m -> m.name().equals("hookDetails"))
            .map(Node.Member::value)
            .findFirst();
    var text =
        value
            .flatMap(v ->
                v instanceof Node.Scalar scalar
                    ? JsonReader.read(new Source("hookDetails", scalar.text()), new Problems())
                    : Optional.of(v))
            .filter(Node.Mapping.class::isInstance)
            .map(JsonText::of);
    if (value.isPresent() && text.isEmpty()) {
      hook.tell(
          TD4058,
          "\"hookDetails\" is no object",
          "hookDetails",
          "AWS passes an object of JSON to the function.",
          "write {KEY: VALUE}");
    }
    return text;
  }

  private static void tell(Members hook, String what, String why, String fix) {
    hook.tell(TD4058, what, "lifecycleStages", why, fix);
  }
}
