package dev.taskdock.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A container definition being written down by a test.
public final class ContainerFixture {
  private final String name;
  private final List<Dependency> dependencies = new ArrayList<>();
  private final List<PortMapping> ports = new ArrayList<>();
  private String image;
  private boolean essential = true;
  private Environment environment = Environment.EMPTY;
  private Invocation invocation = Invocation.OF_IMAGE;
  private Resources resources = Resources.NONE;
  private Optional<HealthCheck> healthCheck = Optional.empty();
  private Timeouts timeouts = Timeouts.DEFAULT;
  private Optional<RestartPolicy> restart = Optional.empty();
  private Variables variables = Variables.NONE;
  private Storage storage = Storage.OF_IMAGE;
  private ContainerOptions options = ContainerOptions.DEFAULT;
  private Logging logging = Logging.NONE;

  ContainerFixture(String name) {
    this.name = name;
    this.image = name.toLowerCase(java.util.Locale.ROOT);
  }

  /// From another image than that of its name.
  public ContainerFixture from(String other) {
    image = other;
    return this;
  }

  /// Pulled with the login that a secret holds.
  public ContainerFixture pulledAs(String secret) {
    var none = ContainerOptions.DEFAULT;
    return options(
        new ContainerOptions(
            none.capabilities(),
            none.init(),
            none.ulimits(),
            none.systemControls(),
            none.interactive(),
            none.pseudoTerminal(),
            none.labels(),
            Optional.of(SecretReference.Asm.whole(secret))));
  }

  /// The task goes on without it.
  public ContainerFixture nonEssential() {
    essential = false;
    return this;
  }

  public ContainerFixture dependsOn(String sibling, DependencyCondition condition) {
    dependencies.add(new Dependency(new ContainerName(sibling), condition));
    return this;
  }

  public ContainerFixture port(int port) {
    ports.add(PortMapping.of(port, Protocol.TCP));
    return this;
  }

  public ContainerFixture ports(int first, int last, Protocol protocol) {
    ports.add(new PortMapping(first, last, protocol, Optional.empty()));
    return this;
  }

  public ContainerFixture environment(Map<String, String> variables) {
    environment = new Environment(variables);
    return this;
  }

  public ContainerFixture invocation(Invocation other) {
    invocation = other;
    return this;
  }

  public ContainerFixture resources(Resources other) {
    resources = other;
    return this;
  }

  /// With a health check of the definition's own, every five seconds.
  public ContainerFixture checked() {
    healthCheck =
        Optional.of(
            new HealthCheck(
                List.of("CMD", "true"),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                3,
                Duration.ZERO));
    return this;
  }

  /// With this health check.
  public ContainerFixture checked(HealthCheck check) {
    healthCheck = Optional.of(check);
    return this;
  }

  public ContainerFixture startTimeout(Duration timeout) {
    timeouts = new Timeouts(Optional.of(timeout), timeouts.stop());
    return this;
  }

  public ContainerFixture stopTimeout(Duration timeout) {
    timeouts = new Timeouts(timeouts.start(), timeout);
    return this;
  }

  /// Started again whenever it exits with another code after having run this long.
  public ContainerFixture restarts(Duration attemptPeriod, Integer... ignoredExitCodes) {
    restart = Optional.of(new RestartPolicy(Set.of(ignoredExitCodes), attemptPeriod));
    return this;
  }

  /// With variables from elsewhere; its own environment is [#environment]'s.
  public ContainerFixture variables(Variables other) {
    variables = other;
    return this;
  }

  public ContainerFixture storage(Storage other) {
    storage = other;
    return this;
  }

  public ContainerFixture options(ContainerOptions other) {
    options = other;
    return this;
  }

  public ContainerFixture logging(Logging other) {
    logging = other;
    return this;
  }

  /// What was written down.
  public ContainerDefinition definition() {
    return new ContainerDefinition(
        new ContainerName(name),
        new ImageReference(image),
        invocation,
        variables.with(environment),
        ports,
        resources,
        new Lifecycle(essential, dependencies, healthCheck, timeouts, restart),
        storage,
        options,
        logging);
  }
}
