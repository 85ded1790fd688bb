package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4050;
import static dev.taskdock.problem.Code.TD4053;
import static dev.taskdock.problem.Code.TD4054;
import static dev.taskdock.problem.Code.TD4055;
import static dev.taskdock.problem.Code.TD4057;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.JsonReader;
import dev.taskdock.input.Source;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.DeploymentAlarms;
import dev.taskdock.model.DeploymentCircuitBreaker;
import dev.taskdock.model.DeploymentConfiguration;
import dev.taskdock.model.DeploymentStrategy;
import dev.taskdock.model.ListenerRuleName;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.TrafficRules;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads services, in the words of CreateService.
public final class Services {
  private static final int DAY_MINUTES = 1440;

  private final Map<ServiceName, Location> names = new HashMap<>();
  private final VpcDeclaration vpc;
  private final ServiceConnects connects;

  private Services(VpcDeclaration vpc, Optional<String> namespace) {
    this.vpc = vpc;
    this.connects = new ServiceConnects(namespace, vpc.names());
  }

  /// The list `services` of `file`.
  public static List<ServiceDeclaration> of(Fields file) {
    return of(file, VpcDeclaration.NONE);
  }

  /// The same in a VPC.
  public static List<ServiceDeclaration> of(Fields file, VpcDeclaration vpc) {
    var reader = new Services(vpc, ServiceConnects.standard(file));
    return file.objects("services").stream()
        .flatMap(fields -> reader.service(fields).stream())
        .toList();
  }

  /// Which of `services` follow scaling policies, as `scalableTargets` of `file` says.
  public static List<ScalableTarget> scaling(Fields file, List<ServiceDeclaration> services) {
    return ScalableTargets.of(file, services);
  }

  /// The service in a file of JSON that has the shape of CreateService's request.
  public static Optional<ServiceDeclaration> read(Source source, Problems problems) {
    return read(source, VpcDeclaration.NONE, problems);
  }

  /// The same in a VPC.
  public static Optional<ServiceDeclaration> read(
      Source source, VpcDeclaration vpc, Problems problems) {
    var findings = new Findings(problems);
    var service =
        JsonReader.read(source, problems)
            .flatMap(root -> Fields.ofRoot(root, findings))
            .flatMap(new Services(vpc, Optional.empty())::service);
    findings.tellRepeated();
    return service;
  }

  private Optional<ServiceDeclaration> service(Fields fields) {
    var members = Members.of(fields, Shape.SERVICE);
    tellUnsupported(members);
    var name = members.due("serviceName", "web").flatMap(text -> name(members, text));
    boolean elsewhere = deployedElsewhere(members);
    var definition =
        elsewhere
            ? members.text("taskDefinition")
            : members.due("taskDefinition", "./taskdef.json");
    if (!elsewhere) {
      members.expect("desiredCount", "1");
    }
    int desired = members.number("desiredCount", 0, 5000).orElse(1);
    var attachments = new ArrayList<ServiceDeclaration.Attachment>();
    members
        .objects("loadBalancers", Shape.SERVICE_LOAD_BALANCER)
        .forEach(a -> attachment(a).ifPresent(attachments::add));
    var deployment =
        members
            .object("deploymentConfiguration", Shape.DEPLOYMENT)
            .map(Services::deployment)
            .orElse(DeploymentConfiguration.DEFAULT);
    var grace = members.seconds("healthCheckGracePeriodSeconds", 0, 999_999_999, Duration.ZERO);
    var network = fields.object("networkConfiguration").flatMap(vpc::configuration);
    var registry = CloudMapNames.registry(members, vpc.names());
    var connect = connects.of(members);
    return name.flatMap(n ->
        definition.map(d ->
            new ServiceDeclaration(
                n,
                d,
                fields.locationOf("taskDefinition"),
                desired,
                deployment,
                grace,
                attachments,
                network,
                registry,
                connect)));
  }

  private Optional<ServiceName> name(Members service, String text) {
    if (!ServiceName.isValid(text)) {
      service.tell(
          TD4050,
          Quoted.of(text) + " is no name of a service",
          "serviceName",
          "ECS takes no other.",
          "use up to 255 letters, digits, hyphens and underscores");
      return Optional.empty();
    }
    var name = new ServiceName(text);
    var here = service.fields().locationOf("serviceName");
    var other = Optional.ofNullable(names.putIfAbsent(name, here));
    other.ifPresent(place ->
        service
            .fields()
            .add(
                Diagnostic.error(TD4054, "two services called " + Quoted.of(text))
                    .at(here)
                    .because("The name of a service is unique in its cluster.")
                    .fixedBy("rename one of them")
                    .seeAlso(place, "the other one")));
    return Optional.of(name).filter(_ -> other.isEmpty());
  }

  private static void tellUnsupported(Members service) {
    tellUnless(service, "launchType", "FARGATE", "Tasks run here as on Fargate.");
    tellUnless(service, "schedulingStrategy", "REPLICA", "Fargate has no daemons.");
    service
        .object("deploymentController", Shape.CONTROLLER)
        .ifPresent(c -> tellUnless(c, "type", "ECS", "Only ECS itself deploys here."));
  }

  /// Whether task sets have what others have to say of themselves.
  private static boolean deployedElsewhere(Members service) {
    return service.object("deploymentController", Shape.CONTROLLER).stream()
        .anyMatch(c -> c.text("type").filter("EXTERNAL"::equals).isPresent());
  }

  private static void tellUnless(Members members, String name, String word, String why) {
    members
        .text(name)
        .filter(text -> !text.equals(word))
        .ifPresent(text ->
            members.tell(
                TD4055, Quoted.of(name) + " is " + Quoted.of(text), name, why, "write " + word));
  }

  private static Optional<ServiceDeclaration.Attachment> attachment(Members attachment) {
    var group = attachment.due("targetGroupArn", "NAME").flatMap(Names::name);
    var container =
        attachment
            .due("containerName", "web")
            .filter(ContainerName::isValid)
            .map(ContainerName::new);
    attachment.expect("containerPort", "80");
    var port = attachment.number("containerPort", 1, 65_535);
    var advanced = attachment.object("advancedConfiguration", Shape.ADVANCED);
    var alternate =
        advanced.flatMap(a -> a.due("alternateTargetGroupArn", "NAME")).flatMap(Names::name);
    var rules =
        advanced
            .map(a ->
                new TrafficRules(rule(a, "productionListenerRule"), rule(a, "testListenerRule")))
            .orElse(TrafficRules.UNNAMED);
    return group.flatMap(g ->
        container.flatMap(c ->
            port.map(p ->
                new ServiceDeclaration.Attachment(
                    c, p, g, alternate, rules, attachment.fields().location()))));
  }

  private static Optional<ListenerRuleName> rule(Members advanced, String member) {
    var text = advanced.text(member);
    var rule = text.flatMap(ListenerRuleName::parse);
    if (text.isPresent() && rule.isEmpty()) {
      advanced.tell(
          TD4057,
          Quoted.of(text.get()) + " is not the name of a rule",
          member,
          "The ARN of a rule does not tell which rule of a file is meant.",
          "write LOADBALANCER:PORT/PRIORITY, or LOADBALANCER:PORT for the default rule");
    }
    return rule;
  }

  private static DeploymentConfiguration deployment(Members deployment) {
    var otherwise = DeploymentConfiguration.DEFAULT;
    var configuration =
        new DeploymentConfiguration(
            deployment
                .number("minimumHealthyPercent", 0, 100)
                .orElse(otherwise.minimumHealthyPercent()),
            deployment.number("maximumPercent", 0, 1000).orElse(otherwise.maximumPercent()),
            deployment
                .object("deploymentCircuitBreaker", Shape.CIRCUIT_BREAKER)
                .map(Services::breaker)
                .orElse(DeploymentCircuitBreaker.OFF),
            strategy(deployment),
            deployment
                .object("alarms", Shape.ALARMS)
                .map(Services::alarms)
                .orElse(DeploymentAlarms.NONE),
            List.of());
    boolean shifts = !(configuration.strategy() instanceof DeploymentStrategy.Rolling);
    boolean stuck =
        !shifts && configuration.maximumPercent() <= configuration.minimumHealthyPercent();
    if (stuck) {
      deployment.tell(
          TD4053,
          "a deployment that can neither start nor stop a task",
          "maximumPercent",
          "No task may start above %d %% and none may stop below %d %%."
              .formatted(configuration.maximumPercent(), configuration.minimumHealthyPercent()),
          "raise maximumPercent, or lower minimumHealthyPercent");
    }
    return configuration.withHooks(LifecycleHooks.of(deployment, shifts));
  }

  private static DeploymentAlarms alarms(Members alarms) {
    alarms.expect("enable", "true");
    boolean enabled = alarms.fields().flag("enable").orElse(false);
    if (enabled) {
      // AWS takes `Enable: false` alone: templates that people deploy have it.
      alarms.expect("alarmNames", "[too-many-errors]");
      alarms.expect("rollback", "true");
    }
    return new DeploymentAlarms(
        Set.copyOf(alarms.fields().texts("alarmNames", "too-many-errors")),
        enabled,
        alarms.fields().flag("rollback").orElse(false));
  }

  private static DeploymentCircuitBreaker breaker(Members breaker) {
    breaker.expect("enable", "true");
    breaker.expect("rollback", "true");
    var usual =
        DeploymentCircuitBreaker.of(
            breaker.fields().flag("enable").orElse(false),
            breaker.fields().flag("rollback").orElse(false));
    var threshold = breaker.object("thresholdConfiguration", Shape.THRESHOLD);
    return new DeploymentCircuitBreaker(
        usual.enable(),
        usual.rollback(),
        breaker.fields().flag("resetOnHealthyTask").orElse(usual.resetOnHealthyTask()),
        threshold
            .flatMap(t -> t.word("type", List.of("BOUNDED_PERCENT", "UNBOUNDED_PERCENT", "COUNT")))
            .map(DeploymentCircuitBreaker.Threshold::valueOf)
            .orElse(usual.type()),
        threshold.flatMap(t -> t.number("value", 1, 100_000)).orElse(usual.value()));
  }

  private static DeploymentStrategy strategy(Members deployment) {
    var word =
        deployment
            .word("strategy", List.of("ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"))
            .orElse("ROLLING");
    var bake = minutes(deployment, "bakeTimeInMinutes", 0);
    var linear = deployment.object("linearConfiguration", Shape.LINEAR);
    var canary = deployment.object("canaryConfiguration", Shape.CANARY);
    return switch (word) {
      case "BLUE_GREEN" -> new DeploymentStrategy.BlueGreen(bake);
      case "LINEAR" ->
          new DeploymentStrategy.Linear(
              linear.flatMap(l -> percent(l, "stepPercent", 3)).orElse(10.0),
              linear.map(l -> minutes(l, "stepBakeTimeInMinutes", 6)).orElse(Duration.ofMinutes(6)),
              bake);
      case "CANARY" ->
          new DeploymentStrategy.Canary(
              canary.flatMap(c -> percent(c, "canaryPercent", 0.1)).orElse(5.0),
              canary
                  .map(c -> minutes(c, "canaryBakeTimeInMinutes", 10))
                  .orElse(Duration.ofMinutes(10)),
              bake);
      default -> new DeploymentStrategy.Rolling();
    };
  }

  private static Duration minutes(Members members, String name, int otherwise) {
    return Duration.ofMinutes(members.number(name, 0, DAY_MINUTES).orElse(otherwise));
  }

  /// A percentage in tenths.
  private static Optional<Double> percent(Members members, String name, double least) {
    var text = members.text(name);
    var value =
        text.filter(t -> t.matches("\\d{1,3}(\\.\\d)?"))
            .map(Double::valueOf)
            .filter(p -> p >= least && p <= 100);
    if (text.isPresent() && value.isEmpty()) {
      members.tell(
          TD4053,
          Quoted.of(name) + " is " + Quoted.of(text.get()),
          name,
          "AWS takes " + least + " to 100.0 in steps of 0.1 here.",
          "write one of them");
    }
    return value;
  }
}
