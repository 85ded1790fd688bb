package dev.taskdock.cli;

import static dev.taskdock.problem.Code.TD1001;
import static dev.taskdock.problem.Code.TD3012;

import dev.taskdock.app.Local;
import dev.taskdock.app.Network;
import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.Assignment;
import dev.taskdock.input.cloudformation.ParameterFile;
import dev.taskdock.input.cloudformation.Pseudo;
import dev.taskdock.input.cloudformation.Setting;
import dev.taskdock.input.cloudformation.Templates;
import dev.taskdock.input.copilot.CopilotManifests;
import dev.taskdock.input.copilot.CopilotSetting;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.ecspresso.EcspressoFiles;
import dev.taskdock.input.ecspresso.EcspressoSetting;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.ServiceDeclaration;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.input.taskdefinition.StandIns;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.terraform.TerraformFiles;
import dev.taskdock.input.terraform.TerraformSetting;
import dev.taskdock.model.CloudMap;
import dev.taskdock.model.Locality;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.Service;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Severity;
import dev.taskdock.secrets.Kept;
import dev.taskdock.secrets.LocalSecret;
import dev.taskdock.secrets.Shortages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The files that a command is about, where they are neither a task definition nor a
/// `taskdock.yaml`: CloudFormation templates, Terraform's plans, manifests of Copilot, ecspresso's
/// configurations.
final class DeclaredFiles {
  private final DefinitionLoader loader;
  private final Terminal terminal;
  private final DefinitionOptions options;
  private final boolean exact;

  /// @param exact whether a value that is not known is refused where it shapes what runs
  DeclaredFiles(
      DefinitionLoader loader, Terminal terminal, DefinitionOptions options, boolean exact) {
    this.loader = loader;
    this.terminal = terminal;
    this.options = options;
    this.exact = exact;
  }

  /// The task definition that is meant, to be run alone.
  ///
  /// @param first the first of the files, which has been read
  Optional<Definition> definition(Source first, Local local) {
    return reading(first, local)
        .flatMap(reading ->
            reading
                .chosen(options.taskDefinition(), problems())
                .flatMap(d ->
                    definition(
                        d,
                        reading,
                        first.file(),
                        front(reading, quiet()).in(supplied(local, reading)))));
  }

  /// All services.
  ///
  /// @param certificates those of `taskdock.yaml`
  Optional<Project> project(
      Source first,
      Optional<String> name,
      Local local,
      KnownCertificates certificates,
      AwsOptions aws) {
    return reading(first, local)
        .flatMap(r -> project(r, first, name, supplied(local, r), certificates, aws));
  }

  private Optional<Project> project(
      Declared reading,
      Source first,
      Optional<String> name,
      Local local,
      KnownCertificates certificates,
      AwsOptions aws) {
    var definitions = new LinkedHashMap<String, Definition>();
    for (var definition : reading.definitions()) {
      definition(definition, reading, first.file(), local)
          .map(aws::appliedTo)
          .ifPresent(d -> definitions.put(definition.arn(), d));
    }
    var problems = problems();
    var front = front(reading, problems);
    var services = new ArrayList<Service>();
    for (var declaration : front.services()) {
      var definition = find(declaration, definitions);
      if (definition.isEmpty() && definitions.size() == reading.definitions().size()) {
        declaration.tellMissing(List.of(first.file()), problems);
      }
      definition.ifPresent(d -> {
        Shortages.tell(d.task(), d.local().supply(), d.origins(), problems);
        StandIns.tell(d.task(), d.local().volumes().keySet(), d.origins(), problems);
        declaration.with(d.task(), front.balancing(), problems).ifPresent(services::add);
      });
    }
    reading.tellNoServices(problems);
    var known =
        new TrustStores(reading, certificates, Severity.ERROR, problems).known(front.balancing());
    var folder = DefinitionLoader.folder(Path.of(first.file()).toAbsolutePath().normalize());
    var unhandled = new TreeSet<String>();
    definitions.values().forEach(d -> unhandled.addAll(d.unhandled()));
    return definitions.values().stream()
        .findFirst()
        .filter(_ -> !services.isEmpty())
        .map(any ->
            new Project(
                name.orElse(folder.getFileName() == null ? "taskdock" : folder.getFileName() + ""),
                first.file(),
                services,
                front.balancing(),
                known,
                front.scaling(),
                front.in(any.local()),
                List.copyOf(unhandled)));
  }

  private static Optional<Definition> find(
      ServiceDeclaration declaration, Map<String, Definition> definitions) {
    return Optional.ofNullable(definitions.get(declaration.taskDefinition()))
        .or(() ->
            definitions.values().stream().filter(d -> declaration.names(d.task())).findFirst());
  }

  /// Services, what stands in front of them and around them, as they are declared.
  record Front(
      List<ServiceDeclaration> services,
      LoadBalancing balancing,
      VpcDeclaration vpc,
      List<ScalableTarget> scaling) {
    Front {
      services = List.copyOf(services);
      scaling = List.copyOf(scaling);
    }

    /// The same things of a laptop, in this network; what the files do not declare of it is that of
    /// `taskdock.yaml`.
    Local in(Local local) {
      var declared = vpc.vpc().or(() -> local.network().flatMap(Network::declared));
      var names =
          Stream.concat(vpc.names().stream(), local.network().stream().map(Network::names))
              .reduce(CloudMap::with);
      return declared.isEmpty() && names.isEmpty()
          ? local
          : local.with(new Network(declared, vpc.standalone(), names));
    }
  }

  static Front front(Declared reading, Problems problems) {
    var findings = new Findings(problems);
    var tree = Fields.of(reading.tree(), findings);
    var vpc = VpcDeclaration.of(tree, reading.standIns());
    var services = Services.of(tree, vpc);
    var front =
        new Front(
            services, LoadBalancing.ofTemplate(tree, vpc), vpc, Services.scaling(tree, services));
    findings.tellRepeated();
    return front;
  }

  /// Where problems go that are told by another reading.
  private static Problems quiet() {
    return new Problems();
  }

  private static Local supplied(Local local, Declared reading) {
    var secrets = new HashMap<String, LocalSecret>();
    reading
        .secrets()
        .forEach((name, value) -> secrets.put(name, LocalSecret.of(new Kept.Here(value))));
    var images =
        reading.definitions().stream().flatMap(d -> texts(d, "image").stream()).distinct().toList();
    var builds =
        reading.sources().stream()
            .filter(s -> s.file().endsWith(".template.json"))
            .flatMap(s -> CdkAssembly.builds(Path.of(s.file()), images).stream())
            .toList();
    return local.with(local.supply().with(secrets)).with(builds).with(reading.builds());
  }

  private Optional<Definition> definition(
      Declared.Definition declared, Declared reading, String file, Local local) {
    var own = new Problems();
    var definition =
        TaskDefinitionReader.read(declared.tree(), images(declared, reading), own)
            .map(r -> loader.definition(r, file, local));
    tell(own, reading.confidential());
    return definition;
  }

  /// Those that are for a container of this definition, or for one that is nowhere.
  private Map<String, String> images(Declared.Definition declared, Declared reading) {
    var images = new LinkedHashMap<>(loader.images());
    var here = containers(declared);
    images
        .keySet()
        .removeIf(name ->
            !here.contains(name)
                && reading.definitions().stream().anyMatch(d -> containers(d).contains(name)));
    return images;
  }

  private static List<String> containers(Declared.Definition definition) {
    return texts(definition, "name");
  }

  /// That member of all containers which have it.
  private static List<String> texts(Declared.Definition definition, String member) {
    return definition.tree().get("containerDefinitions").orElse(null) instanceof Node.Sequence list
        ? list.items().stream()
            .filter(Node.Mapping.class::isInstance)
            .flatMap(c -> ((Node.Mapping) c).get(member).stream())
            .filter(Node.Scalar.class::isInstance)
            .map(n -> ((Node.Scalar) n).text())
            .toList()
        : List.of();
  }

  /// All files together, with what is to be said about them said.
  Optional<Declared> reading(Source first, Local local) {
    var own = new Problems();
    var reading = read(named(first), options, local, exact, own);
    reading.ifPresent(r -> r.sources().forEach(loader::remembered));
    tell(own, reading.map(Declared::confidential).orElse(Set.of()));
    if (!options.unheard) {
      reading.ifPresent(r -> say(sourceCount(), r, terminal));
    }
    return reading;
  }

  private int sourceCount() {
    return Math.max(1, options.files().size());
  }

  static void say(int files, Declared reading, Terminal terminal) {
    var err = terminal.err();
    var title = reading.shape().title();
    err.println(
        "detected: "
            + (files == 1 ? title + ", " : files + " " + title + "s, ")
            + reading.summary());
    reading.notes().forEach(err::println);
  }

  /// What the files say together, which are of one shape.
  static Optional<Declared> read(
      List<Templates.Named> files,
      DefinitionOptions options,
      Local local,
      boolean exact,
      Problems problems) {
    var first = files.getFirst().source();
    return switch (InputShape.of(first)) {
      case TEMPLATE -> Templates.read(files, setting(options, local, exact, problems), problems);
      case COPILOT ->
          CopilotManifests.read(
              files.stream().map(Templates.Named::source).toList(),
              new CopilotSetting(options.manifestEnvironment(), System.getenv(), exact),
              problems);
      case TERRAFORM ->
          TerraformFiles.read(
              first, new TerraformSetting(pairs(options.containerDefinitions), exact), problems);
      case ECSPRESSO ->
          EcspressoFiles.read(
              first,
              new EcspressoSetting(
                  System.getenv(),
                  pairs(options.imports),
                  local.supply()::find,
                  pairs(options.externalTexts),
                  pairs(options.externalCode),
                  exact),
              problems);
      case TASK_DEFINITION -> throw new IllegalStateException(first.file() + " is no such file");
    };
  }

  private List<Templates.Named> named(Source first) {
    var named = new ArrayList<Templates.Named>();
    for (var argument : options.files().isEmpty() ? List.of(first.file()) : options.files()) {
      var path = DefinitionOptions.path(argument);
      var source = named.isEmpty() ? Optional.of(first) : Source.read(Path.of(path), problems());
      source
          .filter(s -> isLike(s, first))
          .map(loader::remembered)
          .ifPresent(s -> named.add(new Templates.Named(stack(argument, path), s)));
    }
    return named;
  }

  private boolean isLike(Source source, Source first) {
    boolean alike = InputShape.of(source) == InputShape.of(first);
    if (!alike) {
      problems()
          .add(
              Diagnostic.error(TD1001, "files of two kinds")
                  .at(Location.startOf(source.file()))
                  .because("It is not what " + first.file() + " is.")
                  .fixedBy("name files of one kind"));
    }
    return alike;
  }

  /// The name before the path, else that of the file without its ending.
  static String stack(String argument, String path) {
    if (!argument.equals(path)) {
      return argument.substring(0, argument.length() - path.length() - 1);
    }
    var file = Path.of(path).getFileName();
    var name = file == null ? path : file.toString();
    var plain = name.replaceFirst("\\.(template\\.)?[A-Za-z]+$", "");
    var valid = plain.replaceAll("[^A-Za-z0-9-]+", "-").replaceFirst("^[^A-Za-z]+", "");
    return valid.isEmpty() ? "stack" : valid;
  }

  static Setting setting(DefinitionOptions options, Local local, boolean exact, Problems problems) {
    var assignments = new ArrayList<Assignment>();
    for (var file : options.parameterFiles) {
      Source.read(Path.of(file), problems)
          .ifPresent(s -> assignments.addAll(ParameterFile.read(s, problems)));
    }
    for (var text : options.assignments) {
      Assignment.parse(text)
          .ifPresentOrElse(
              assignments::add,
              () ->
                  problems.add(
                      Diagnostic.error(TD3012, "--parameter takes NAME=VALUE")
                          .fixedBy("--parameter NAME=VALUE, or STACK:NAME=VALUE")));
    }
    return new Setting(
        assignments,
        pairs(options.imports),
        options.assembly().flatMap(CdkAssembly::place).orElseGet(() -> place(System.getenv())),
        local.supply()::find,
        exact);
  }

  /// `NAME=VALUE` by the name; what has none is the value of the empty one.
  private static Map<String, String> pairs(List<String> texts) {
    var pairs = new HashMap<String, String>();
    for (var text : texts) {
      int equals = text.lastIndexOf('=');
      pairs.put(text.substring(0, Math.max(0, equals)), text.substring(equals + 1));
    }
    return pairs;
  }

  private static Pseudo place(Map<String, String> shell) {
    var region =
        Optional.ofNullable(shell.get("AWS_REGION"))
            .or(() -> Optional.ofNullable(shell.get("AWS_DEFAULT_REGION")))
            .filter(r -> !r.isBlank());
    return new Pseudo(region.orElse(Locality.NOWHERE.region()), Locality.NOWHERE.account());
  }

  private void tell(Problems own, Set<String> confidential) {
    masked(own, confidential).forEach(problems()::add);
  }

  /// The diagnostics without values that must not be shown.
  static List<Diagnostic> masked(Problems own, Set<String> confidential) {
    return own.all().stream().map(d -> masked(d, confidential)).toList();
  }

  private static Diagnostic masked(Diagnostic d, Set<String> confidential) {
    return new Diagnostic(
        d.code(),
        d.severity(),
        d.location(),
        masked(d.what(), confidential),
        masked(d.why(), confidential),
        masked(d.fix(), confidential),
        d.related());
  }

  static String masked(String text, Set<String> confidential) {
    var masked = text;
    for (var value : confidential) {
      masked = masked.replace(value, "***");
    }
    return masked;
  }

  private Problems problems() {
    return loader.problems();
  }
}
