package dev.taskdock.input.overlay;

import static dev.taskdock.problem.Code.TD1040;
import static dev.taskdock.problem.Code.TD1041;
import static dev.taskdock.problem.Code.TD1042;
import static dev.taskdock.problem.Code.TD2042;

import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.input.ConfidentialReader;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.input.service.Alone;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.ServiceDeclaration;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.model.HookStandIn;
import dev.taskdock.model.ImageBuild;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.secrets.LocalFiles;
import dev.taskdock.secrets.LocalSecret;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `taskdock.yaml` says.
///
/// @param builds the images to build, in the order written
/// @param secrets values that AWS keeps elsewhere, by any of their keys
/// @param environmentFiles local copies of environment files
/// @param volumes folders to use as volumes of the task, by the volume's name; all exist
/// @param certificates what stands for those that listeners name
/// @param vpc the network around the tasks
/// @param services in the order written, their task definitions not read yet
/// @param scalableTargets which of them follow scaling policies
/// @param hooks what is asked in the place of functions, by their ARNs or names
/// @param tests in the order written, to be read by [TestSection] where they are wanted
public record Overlay(
    List<ImageBuild> builds,
    Map<String, LocalSecret> secrets,
    LocalFiles environmentFiles,
    Map<String, Path> volumes,
    LoadBalancing loadBalancing,
    KnownCertificates certificates,
    Optional<VpcDeclaration> vpc,
    List<ServiceDeclaration> services,
    List<ScalableTarget> scalableTargets,
    Map<String, HookStandIn> hooks,
    List<Node.Mapping> tests) {
  /// Says nothing.
  public static final Overlay NONE =
      new Overlay(
          List.of(),
          Map.of(),
          LocalFiles.NONE,
          Map.of(),
          LoadBalancing.NONE,
          KnownCertificates.NONE,
          Optional.empty(),
          List.of(),
          List.of(),
          Map.of(),
          List.of());

  public Overlay {
    builds = List.copyOf(builds);
    secrets = Map.copyOf(secrets);
    volumes = Map.copyOf(volumes);
    services = List.copyOf(services);
    scalableTargets = List.copyOf(scalableTargets);
    hooks = Map.copyOf(hooks);
    tests = List.copyOf(tests);
  }

  /// Whether values of secrets may stand in `source`, so that its lines must not be shown.
  public static boolean isConfidential(Source source) {
    return source.text().contains("secrets") || source.text().contains("ClientSecret");
  }

  /// The overlay in `source`: what of it could be read, after telling the rest.
  ///
  /// @param folder where its paths begin, the folder it lies in
  public static Overlay read(Source source, Path folder, Problems problems) {
    var findings = new Findings(problems);
    var overlay =
        tree(source, problems)
            .flatMap(root -> isNothing(root) ? Optional.empty() : Fields.ofRoot(root, findings))
            .map(fields -> new Reader(folder.toAbsolutePath().normalize()).overlay(fields))
            .orElse(NONE);
    findings.tellRepeated();
    return overlay;
  }

  /// The same where its load balancers are run without services, after telling also what they lack
  /// for that.
  public static Overlay readAlone(Source source, Path folder, Problems problems) {
    var overlay = read(source, folder, problems);
    var unheard = new Findings(new Problems());
    tree(source, new Problems())
        .flatMap(root -> isNothing(root) ? Optional.empty() : Fields.ofRoot(root, unheard))
        .ifPresentOrElse(
            fields -> Alone.tell(fields, overlay.loadBalancing(), problems),
            () -> Alone.tellNone(problems, Optional.empty()));
    return overlay;
  }

  private static Optional<Node> tree(Source source, Problems problems) {
    return isConfidential(source)
        ? ConfidentialReader.read(source, false, problems)
        : YamlReader.read(source, problems);
  }

  private static boolean isNothing(Node root) {
    return root instanceof Node.Scalar scalar && scalar.kind() == Node.Scalar.Kind.NULL;
  }

  /// Warns of keys that are not among `known`.
  static void tellUnknown(Fields fields, List<String> known) {
    for (var member : fields.members()) {
      if (!known.contains(member.name())) {
        var where = fields.place().path().isEmpty() ? "" : " in " + fields.place();
        fields.add(
            Diagnostic.warning(TD1040, "unknown key " + Quoted.of(member.name()) + where)
                .at(member.nameLocation())
                .because("taskdock.yaml knows " + String.join(", ", known) + " here.")
                .fixedBy(
                    Nearest.of(member.name(), known)
                        .map(name -> "write " + Quoted.of(name))
                        .orElse("remove it")));
      }
    }
  }

  /// The network around the tasks; nothing where none is declared.
  public VpcDeclaration network() {
    return vpc.orElse(VpcDeclaration.NONE);
  }

  /// What may stand at the top of the file.
  public static List<String> keys() {
    return Reader.KEYS;
  }

  /// Reads below one folder.
  private record Reader(Path folder) {
    private static final List<String> KEYS =
        List.of(
            "build",
            "secrets",
            "environmentFiles",
            "certificates",
            "trustStores",
            "volumes",
            "loadBalancers",
            "targetGroups",
            "services",
            "serviceConnectDefaults",
            "scalableTargets",
            "hooks",
            "tests",
            "vpc",
            "subnets",
            "securityGroups",
            "networkConfiguration",
            "namespaces",
            "discoveryServices",
            "hostedZones");
    private static final List<String> BUILD_KEYS =
        List.of("context", "dockerfile", "args", "target");

    Overlay overlay(Fields fields) {
      tellUnknown(fields, KEYS);
      var builds = new ArrayList<ImageBuild>();
      fields
          .object("build")
          .ifPresent(section ->
              section.members().stream()
                  .flatMap(member -> build(section, member).stream())
                  .forEach(builds::add));
      var secrets = fields.object("secrets").map(new SecretSection(folder)::read);
      var paths = new LocalPaths(folder);
      var vpc = VpcDeclaration.of(fields);
      var balancing = LoadBalancing.of(fields, vpc);
      var services = Services.of(fields, vpc);
      return new Overlay(
          builds,
          secrets.orElse(Map.of()),
          paths.copies(fields),
          paths.volumes(fields),
          balancing,
          certificates(fields, balancing),
          Optional.of(vpc).filter(VpcDeclaration::isAny),
          services,
          Services.scaling(fields, services),
          fields.object("hooks").map(new HookSection(folder)::read).orElse(Map.of()),
          tests(fields));
    }

    /// The entries that are objects; what else stands there is told.
    private static List<Node.Mapping> tests(Fields fields) {
      fields.objects("tests");
      return fields.members().stream()
          .filter(m -> m.name().equals("tests"))
          .map(Node.Member::value)
          .filter(Node.Sequence.class::isInstance)
          .flatMap(list -> ((Node.Sequence) list).items().stream())
          .filter(Node.Mapping.class::isInstance)
          .map(Node.Mapping.class::cast)
          .toList();
    }

    /// Nothing of it is touched where no listener speaks TLS.
    private KnownCertificates certificates(Fields fields, LoadBalancing balancing) {
      boolean said = fields.has("certificates") || fields.has("trustStores");
      boolean verified =
          balancing.loadBalancers().stream()
              .flatMap(b -> b.listeners().stream())
              .flatMap(l -> l.tls().stream())
              .anyMatch(tls -> tls.clientCertificates().trustStore().isPresent());
      return said || verified
          ? new CertificateSection(folder).read(fields, balancing.loadBalancers())
          : KnownCertificates.NONE;
    }

    private Optional<ImageBuild> build(Fields section, Node.Member member) {
      var image = ImageReference.parse(member.name());
      if (image.isEmpty()) {
        var what = Quoted.of(member.name()) + " is no image reference";
        section.add(
            fault(TD2042, what, member.nameLocation())
                .because("Each key of \"build\" is what the built image is called.")
                .fixedBy("write it as the task definition names it, in lower case"));
        return Optional.empty();
      }
      if (member.value() instanceof Node.Scalar) {
        return section
            .textAt(member)
            .flatMap(text -> context(section, text, member.value().location()))
            .flatMap(context ->
                withDockerfile(
                    section,
                    new ImageBuild(
                        image.get(), context.toString(), "Dockerfile", Map.of(), Optional.empty()),
                    member.value().location()));
      }
      return section.objectAt(member).flatMap(fields -> build(image.get(), fields));
    }

    private Optional<ImageBuild> build(ImageReference image, Fields fields) {
      tellUnknown(fields, BUILD_KEYS);
      if (!fields.has("context")) {
        fields.add(
            fault(TD1042, Quoted.of(image.text()) + " has no \"context\"", fields.location())
                .because("The context is the folder that is sent to the engine.")
                .fixedBy("add \"context\": ./FOLDER"));
        return Optional.empty();
      }
      var arguments = arguments(fields);
      var dockerfile = fields.text("dockerfile").orElse("Dockerfile");
      return fields
          .text("context")
          .flatMap(text -> context(fields, text, fields.locationOf("context")))
          .map(context ->
              new ImageBuild(
                  image, context.toString(), dockerfile, arguments, fields.text("target")))
          .flatMap(build -> {
            boolean named = fields.has("dockerfile");
            return withDockerfile(
                fields, build, fields.locationOf(named ? "dockerfile" : "context"));
          });
    }

    private static Map<String, String> arguments(Fields fields) {
      var arguments = new LinkedHashMap<String, String>();
      fields
          .object("args")
          .ifPresent(args -> {
            for (var member : args.members()) {
              args.textAt(member).ifPresent(text -> arguments.put(member.name(), text));
            }
          });
      return arguments;
    }

    private Optional<Path> context(Fields fields, String text, Location location) {
      try {
        var context = folder.resolve(text).normalize();
        if (Files.isDirectory(context)) {
          return Optional.of(context);
        }
        boolean file = Files.exists(context);
        fields.add(
            fault(TD1041, (file ? "not a folder: " : "no folder ") + Quoted.of(text), location)
                .because("Paths begin at the folder of taskdock.yaml, " + folder + ".")
                .fixedBy("name the folder that holds the Dockerfile"));
      } catch (InvalidPathException _) {
        fields.add(fault(TD1041, "no folder " + Quoted.of(text), location));
      }
      return Optional.empty();
    }

    private static Optional<ImageBuild> withDockerfile(
        Fields fields, ImageBuild build, Location location) {
      try {
        if (Files.isRegularFile(Path.of(build.context()).resolve(build.dockerfile()))) {
          return Optional.of(build);
        }
      } catch (InvalidPathException _) {
        // Told below: no such file can exist.
      }
      fields.add(
          fault(TD1041, "no file " + Quoted.of(build.dockerfile()) + " in the context", location)
              .because("The path of a dockerfile begins at its context.")
              .fixedBy("add the file, or name it with \"dockerfile\""));
      return Optional.empty();
    }

    private static Diagnostic fault(Code code, String what, Location location) {
      return Diagnostic.error(code, what).at(location);
    }
  }
}
