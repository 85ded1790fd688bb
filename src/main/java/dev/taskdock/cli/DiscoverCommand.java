package dev.taskdock.cli;

import dev.taskdock.app.Discovered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `taskdock discover`: DiscoverInstances of Cloud Map, which needs no DNS.
@Command(
    name = "discover",
    description = "Show who is registered under a name of Cloud Map, as DiscoverInstances does.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  taskdock discover shop.local orders",
      "  taskdock discover shop.local orders --health-status ALL --json"
    })
final class DiscoverCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAMESPACE", description = "The name of a namespace.")
  private String namespace = "";

  @Parameters(index = "1", paramLabel = "SERVICE", description = "The name of a service in it.")
  private String service = "";

  @Option(
      names = "--health-status",
      paramLabel = "STATUS",
      description = "HEALTHY, UNHEALTHY, ALL, or HEALTHY_OR_ELSE_ALL (the default).")
  private String health = "HEALTHY_OR_ELSE_ALL";

  @Option(
      names = "--max-results",
      paramLabel = "N",
      description = "How many at most, 1 to 1000; 100 if not given.")
  private int most = 100;

  @Option(
      names = "--query",
      paramLabel = "ATTRIBUTE=VALUE",
      description = "Only those that have this attribute. Repeatable.")
  private Map<String, String> query = new LinkedHashMap<>();

  @Option(names = "--json", description = "The answer of DiscoverInstances.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  DiscoverCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  static final List<String> HEALTH = List.of("HEALTHY", "UNHEALTHY", "ALL", "HEALTHY_OR_ELSE_ALL");

  /// The answer in Cloud Map's own shape.
  static Map<String, Object> shape(String namespace, String service, Discovered found) {
    return Map.of(
        "Instances",
        found.instances().stream().map(i -> instance(namespace, service, i)).toList(),
        "InstancesRevision",
        found.revision());
  }

  private static Map<String, Object> instance(
      String namespace, String service, Discovered.Instance instance) {
    var shape = new LinkedHashMap<String, Object>();
    shape.put("InstanceId", instance.id());
    shape.put("NamespaceName", namespace);
    shape.put("ServiceName", service);
    shape.put("HealthStatus", instance.healthy() ? "HEALTHY" : "UNHEALTHY");
    shape.put("Attributes", instance.attributes());
    return shape;
  }

  @Override
  public Integer call() throws Exception {
    var line = java.util.Objects.requireNonNull(spec).commandLine();
    if (!HEALTH.contains(health)) {
      throw new ParameterException(line, "--health-status is one of " + String.join(", ", HEALTH));
    }
    if (most < 1 || most > 1000) {
      throw new ParameterException(line, "--max-results is 1 to 1000");
    }
    var request = ControlLine.request("DiscoverInstances");
    request.put("NamespaceName", namespace);
    request.put("ServiceName", service);
    request.put("HealthStatus", health);
    request.put("MaxResults", most);
    request.put("QueryParameters", query);
    return ControlLine.of(Optional.ofNullable(project), terminal).ask(request, this::print);
  }

  private void print(String answer) {
    var data = terminal.data();
    if (json) {
      data.println(answer);
    } else {
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("INSTANCE", "ADDRESS", "PORT", "HEALTH"));
      for (var instance : ControlLine.objects(answer, "Instances")) {
        var attributes = instance.object("Attributes");
        rows.add(
            List.of(
                instance.text("InstanceId").orElse(""),
                attributes.flatMap(a -> a.text("AWS_INSTANCE_IPV4")).orElse(""),
                attributes.flatMap(a -> a.text("AWS_INSTANCE_PORT")).orElse("-"),
                instance.text("HealthStatus").orElse("")));
      }
      data.print(Columns.of(rows));
    }
    data.flush();
  }
}
