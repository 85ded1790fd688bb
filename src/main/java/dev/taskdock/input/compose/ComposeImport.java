package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1070;
import static dev.taskdock.problem.Code.TD1071;
import static dev.taskdock.problem.Code.TD1073;
import static dev.taskdock.problem.Code.TD1074;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.model.ImageReference;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// Imports a compose file.
public final class ComposeImport {
  private static final int DEFAULT_MEMORY = 512;
  private static final int MOST_CONTAINERS = 10;
  private static final int MOST_SERVICES = 500;

  private final ComposeFile file;
  private final ImportAsked asked;
  private final Problems problems;
  private final Gathering gathering;
  private final String project;
  private final Siblings siblings;

  private ComposeImport(ComposeFile file, Path folder, ImportAsked asked, Problems problems) {
    this.file = file;
    this.asked = asked;
    this.problems = problems;
    var place = folder.toAbsolutePath().normalize().getFileName();
    this.project =
        file.name()
            .orElse(place == null ? "project" : place.toString())
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_-]", "");
    this.gathering = new Gathering(file, project, folder, asked, problems);
    this.siblings =
        new Siblings(
            Siblings.places(names(), asked.taskPerService() ? project + ".local" : ""), problems);
  }

  /// What the compose file in `source` becomes; empty where it is none, or cannot become a task,
  /// after telling why.
  ///
  /// @param folder where its paths begin
  public static Optional<Imported> read(
      Source source, Path folder, ImportAsked asked, Problems problems) {
    return ComposeFile.read(source, asked.profiles(), asked.variables(), problems)
        .flatMap(file -> new ComposeImport(file, folder, asked, problems).imported());
  }

  /// Tells files that an import would overwrite.
  public static void tellThere(List<Path> there, Problems problems) {
    there.forEach(path ->
        problems.add(
            Diagnostic.error(
                    TD1074, "there is a file " + Quoted.of(path.getFileName() + "") + " already")
                .because("An import overwrites nothing without being told so: " + path + ".")
                .fixedBy("--force, or --into another folder")));
  }

  /// The names each service is known by.
  private Map<String, Set<String>> names() {
    var names = new LinkedHashMap<String, Set<String>>();
    file.services()
        .forEach((name, service) -> {
          var own = names.computeIfAbsent(name, _ -> new LinkedHashSet<>());
          own.add(name);
          ComposeFile.text(service, "container_name").ifPresent(own::add);
          ComposeFile.text(service, "hostname").ifPresent(own::add);
          if (service.get("networks").orElse(null) instanceof Node.Mapping networks) {
            for (var network : networks.members()) {
              if (network.value() instanceof Node.Mapping how) {
                own.addAll(ComposeFile.texts(how, "aliases"));
              }
            }
          }
        });
    file.services()
        .values()
        .forEach(service ->
            ComposeFile.texts(service, "links").stream()
                .map(link -> link.split(":", 2))
                .filter(link -> link.length == 2 && names.containsKey(link[0]))
                .forEach(link ->
                    Optional.ofNullable(names.get(link[0])).ifPresent(n -> n.add(link[1]))));
    return names;
  }

  private Optional<Imported> imported() {
    if (file.services().isEmpty()) {
      problems.add(
          Diagnostic.error(TD1070, "no service is left to import")
              .at(file.root().location())
              .because("All are of profiles: " + file.left())
              .fixedBy("--profile NAME"));
      return Optional.empty();
    }
    if (file.services().size() > MOST_SERVICES) {
      problems.add(
          Diagnostic.error(TD1070, file.services().size() + " services in one file")
              .at(file.root().location())
              .because("At most " + MOST_SERVICES + " services are imported at once.")
              .fixedBy("split the file"));
      return Optional.empty();
    }
    tellNames();
    for (var member : file.root().members()) {
      Unsupported.why(member)
          .filter(_ -> member.name().startsWith("x-aws-"))
          .ifPresent(why ->
              problems.add(
                  Diagnostic.warning(TD1071, "not taken over: " + Quoted.of(member.name()))
                      .at(member.nameLocation())
                      .because(why)));
    }
    var conversions = new LinkedHashMap<String, Conversion>();
    file.services()
        .forEach((name, service) ->
            conversions.put(name, new Conversion(name, service, gathering, siblings, problems)));
    tellWaits(conversions);
    if (!asked.taskPerService()) {
      tellPorts(conversions);
    }
    var definitions = asked.taskPerService() ? each(conversions) : one(conversions);
    file.left()
        .forEach((name, profiles) ->
            gathering
                .notes()
                .add(name + " is left out; --profile " + profiles.getFirst() + " takes it in"));
    return problems.hasErrors()
        ? Optional.empty()
        : Optional.of(
            new Imported(
                definitions, overlay(conversions), gathering.values(), gathering.allNotes()));
  }

  private void tellNames() {
    for (var service : file.services().entrySet()) {
      if (!service.getKey().matches("[A-Za-z0-9_-]{1,255}")) {
        problems.add(
            Diagnostic.error(TD1070, Quoted.of(service.getKey()) + " cannot name a container")
                .at(service.getValue().location())
                .because("ECS takes letters, digits, hyphens and underscores.")
                .fixedBy("rename the service"));
      }
    }
    if (!asked.taskPerService() && file.services().size() > MOST_CONTAINERS) {
      problems.add(
          Diagnostic.error(TD1070, file.services().size() + " services for one task")
              .at(file.root().location())
              .because("A task has at most " + MOST_CONTAINERS + " containers.")
              .fixedBy("--task-per-service makes a task of each"));
    }
  }

  private void tellWaits(Map<String, Conversion> conversions) {
    conversions.forEach((name, conversion) -> {
      conversion
          .waitsFor()
          .forEach((other, wait) -> {
            if (!conversions.containsKey(other)) {
              problems.add(
                  Diagnostic.error(TD1070, Quoted.of(name) + " waits for no service of this file")
                      .at(wait.at())
                      .because("There is no " + Quoted.of(other) + ", or it is of a profile.")
                      .fixedBy("--profile NAME takes the services of a profile in"));
            }
          });
    });
    if (asked.taskPerService()
        && conversions.values().stream().anyMatch(c -> !c.waitsFor().isEmpty())) {
      gathering
          .notes()
          .add("services start without waiting for each other: tasks of ECS have no depends_on");
    }
  }

  private Location at(String service, String member) {
    return Optional.ofNullable(file.services().get(service))
        .map(s -> s.get(member).map(Node::location).orElse(s.location()))
        .orElse(file.root().location());
  }

  /// All containers of a task share one network namespace.
  private void tellPorts(Map<String, Conversion> conversions) {
    var taken = new HashMap<String, Map.Entry<String, Location>>();
    conversions.forEach((name, conversion) -> {
      for (var port : conversion.listening()) {
        var key = port.port() + "/" + port.protocol();
        var other = taken.putIfAbsent(key, Map.entry(name, port.location()));
        if (other != null && !other.getKey().equals(name)) {
          problems.add(
              Diagnostic.error(
                      TD1073,
                      Quoted.of(name)
                          + " and "
                          + Quoted.of(other.getKey())
                          + " both at port "
                          + key)
                  .at(port.location())
                  .becauseAwsSays(
                      "The containers of a task in awsvpc network mode share one network interface:"
                          + " a port is taken once.")
                  .fixedBy("let one listen elsewhere, or --task-per-service")
                  .seeAlso(other.getValue(), "the other one"));
        }
      }
    });
  }

  // Definitions.

  private Map<String, Map<String, Object>> one(Map<String, Conversion> conversions) {
    var ending = new LinkedHashSet<String>();
    conversions
        .values()
        .forEach(c ->
            c.waitsFor()
                .forEach((other, wait) -> {
                  if (wait.condition().equals("service_completed_successfully")) {
                    ending.add(other);
                  }
                }));
    var containers = new ArrayList<Map<String, Object>>();
    conversions.forEach((name, c) -> containers.add(c.container(!ending.contains(name))));
    file.services()
        .forEach((name, service) ->
            replicas(service)
                .filter(n -> n != 1)
                .ifPresent(n ->
                    problems.add(
                        Diagnostic.warning(TD1071, n + " replicas of " + Quoted.of(name))
                            .at(at(name, "deploy"))
                            .because("One task has one container of each; more tasks have more.")
                            .fixedBy(
                                "desiredCount " + n + " of a service, or --task-per-service"))));
    var definitions = new LinkedHashMap<String, Map<String, Object>>();
    definitions.put("taskdef.json", definition(project, containers));
    return definitions;
  }

  private Map<String, Map<String, Object>> each(Map<String, Conversion> conversions) {
    var definitions = new LinkedHashMap<String, Map<String, Object>>();
    conversions.forEach((name, c) ->
        definitions.put(
            name + ".json", definition(project + "-" + name, List.of(c.container(true)))));
    return definitions;
  }

  private Map<String, Object> definition(String family, List<Map<String, Object>> containers) {
    int cpu = containers.stream().mapToInt(c -> number(c, "cpu", 0)).sum();
    int memory =
        containers.stream()
            .mapToInt(c -> number(c, "memory", number(c, "memoryReservation", DEFAULT_MEMORY)))
            .sum();
    var size = TaskDefinitionReader.sizeFor(cpu, memory);
    var definition = new LinkedHashMap<String, Object>();
    definition.put("family", family);
    definition.put("networkMode", "awsvpc");
    definition.put("requiresCompatibilities", List.of("FARGATE"));
    definition.put("cpu", "" + size.cpu().units());
    definition.put("memory", "" + size.memory().count());
    platform().ifPresent(p -> definition.put("runtimePlatform", p));
    boolean asks =
        containers.stream()
            .anyMatch(c ->
                c.containsKey("secrets")
                    || c.containsKey("environmentFiles")
                    || c.containsKey("logConfiguration")
                    || ImageReference.parse("" + c.get("image"))
                        .filter(ImageReference::isInEcr)
                        .isPresent());
    if (asks) {
      definition.put("executionRoleArn", "ecsTaskExecutionRole");
    }
    definition.put("containerDefinitions", containers);
    var volumes = gathering.takeVolumes();
    if (!volumes.isEmpty()) {
      definition.put("volumes", volumes);
    }
    return definition;
  }

  private Optional<Map<String, Object>> platform() {
    var arm =
        file.services().values().stream()
            .flatMap(s -> ComposeFile.text(s, "platform").stream())
            .anyMatch(p -> p.contains("arm64"));
    return arm
        ? Optional.of(Map.of("cpuArchitecture", "ARM64", "operatingSystemFamily", "LINUX"))
        : Optional.empty();
  }

  private static int number(Map<String, Object> container, String member, int otherwise) {
    return container.get(member) instanceof Integer number ? number : otherwise;
  }

  private static Optional<Integer> replicas(Node.Mapping service) {
    var deploy =
        service.get("deploy").filter(Node.Mapping.class::isInstance).map(Node.Mapping.class::cast);
    return deploy
        .flatMap(d -> ComposeFile.text(d, "replicas"))
        .or(() -> ComposeFile.text(service, "scale"))
        .filter(t -> t.matches("\\d{1,4}"))
        .map(Integer::valueOf);
  }

  // The overlay.

  private String overlay(Map<String, Conversion> conversions) {
    var overlay = new LinkedHashMap<String, Object>();
    put(overlay, "build", gathering.builds());
    put(overlay, "secrets", gathering.secrets());
    put(overlay, "environmentFiles", gathering.environmentFiles());
    put(overlay, "volumes", gathering.localVolumes());
    if (asked.taskPerService()) {
      services(overlay, conversions);
    }
    return overlay.isEmpty()
        ? ""
        : new Dump(DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).build())
            .dumpToString(overlay);
  }

  private void services(Map<String, Object> overlay, Map<String, Conversion> conversions) {
    var services = new ArrayList<Object>();
    var names = new LinkedHashMap<String, Object>();
    conversions
        .keySet()
        .forEach(name -> {
          var service = new LinkedHashMap<String, Object>();
          service.put("serviceName", name);
          service.put("taskDefinition", "./" + name + ".json");
          service.put(
              "desiredCount",
              Optional.ofNullable(file.services().get(name))
                  .flatMap(ComposeImport::replicas)
                  .orElse(1));
          service.put("serviceRegistries", List.of(Map.of("registryArn", name)));
          services.add(service);
          var found = new LinkedHashMap<String, Object>();
          found.put("NamespaceId", project + ".local");
          var record = new LinkedHashMap<String, Object>();
          record.put("Type", "A");
          record.put("TTL", 10);
          found.put("DnsConfig", Map.of("DnsRecords", List.of(record)));
          names.put(name, found);
        });
    overlay.put("namespaces", Map.of(project + ".local", Map.of("Type", "DNS_PRIVATE")));
    overlay.put("discoveryServices", names);
    overlay.put("services", services);
  }

  private static void put(Map<String, Object> overlay, String member, Map<String, Object> value) {
    if (!value.isEmpty()) {
      overlay.put(member, new LinkedHashMap<>(value));
    }
  }
}
