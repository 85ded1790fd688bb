package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1070;
import static dev.taskdock.problem.Code.TD1071;

import dev.taskdock.input.Node;
import dev.taskdock.input.ShellWords;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Masked;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.SecretNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A service as a container of a task definition.
final class Conversion {
  private static final Pattern PORT =
      Pattern.compile(
          "(?:(?<ip>[0-9]+(?:\\.[0-9]+){3}|\\[[0-9a-fA-F:]+]):)?(?:(?<host>[0-9]*(?:-[0-9]+)?):)?"
              + "(?<from>[0-9]{1,5})(?:-(?<to>[0-9]{1,5}))?(?:/(?<protocol>[A-Za-z]{1,8}))?");
  private static final Pattern CPUS = Pattern.compile("\\d{1,3}(\\.\\d{0,6})?|\\.\\d{1,6}");
  private static final Pattern FLAG = Pattern.compile("(?i)true|false|yes|no|on|off|[01]");
  private static final int MOST_PORTS = 100;
  private static final int UNITS = 1024;
  private static final String STARTED = "service_started";
  private static final String MOUNTED_SECRET = "/run/secrets/";

  private final String name;
  private final Node.Mapping service;
  private final Gathering gathering;
  private final Siblings siblings;
  private final Problems problems;
  private final Map<String, Object> container = new LinkedHashMap<>();
  private Optional<List<Listening>> listening = Optional.empty();

  /// A port that a container listens at.
  record Listening(int port, String protocol, Optional<String> published, Location location) {}

  Conversion(
      String name,
      Node.Mapping service,
      Gathering gathering,
      Siblings siblings,
      Problems problems) {
    this.name = name;
    this.service = service;
    this.gathering = gathering;
    this.siblings = siblings;
    this.problems = problems;
  }

  /// The container; what is wrong or lost has been told.
  ///
  /// @param essential whether the task ends with it
  Map<String, Object> container(boolean essential) {
    tellUnsupported();
    tellConfidential();
    container.put("name", name);
    container.put("image", image());
    container.put("essential", essential);
    limits();
    words("entrypoint", "entryPoint");
    words("command", "command");
    environment();
    ports();
    mounts();
    health();
    logging();
    waits();
    kernel();
    ComposeFile.text(service, "user").ifPresent(u -> container.put("user", u));
    ComposeFile.text(service, "working_dir").ifPresent(d -> container.put("workingDirectory", d));
    flag("read_only", "readonlyRootFilesystem");
    flag("tty", "pseudoTerminal");
    flag("stdin_open", "interactive");
    stopTime();
    var labels = pairs("labels");
    if (!labels.isEmpty()) {
      container.put("dockerLabels", labels);
    }
    return container;
  }

  private void tellUnsupported() {
    for (var member : service.members()) {
      if (Unsupported.isUnknown(member.name())) {
        problems.add(
            Diagnostic.error(TD1070, "compose knows no member " + Quoted.of(member.name()))
                .at(member.nameLocation())
                .because("Docker compose refuses the file.")
                .fixedBy(
                    Unsupported.nearest(member.name())
                        .map(near -> "write " + Quoted.of(near))
                        .orElse("remove it")));
        continue;
      }
      if (!Unsupported.isInItsForm(member)) {
        wrong(
            Quoted.of(member.name()) + " of " + Quoted.of(name) + " in a form that is not read",
            member.value().location(),
            "write it as " + Unsupported.form(member.name()));
      }
      Unsupported.why(member)
          .filter(_ -> !member.value().isEmpty())
          .ifPresent(why ->
              lost(
                  Quoted.of(member.name()) + " of " + Quoted.of(name), member.nameLocation(), why));
    }
  }

  private void lost(String what, Location at, String why) {
    var line = "not taken over: " + what;
    problems.add(
        Diagnostic.warning(TD1071, line.length() < 72 ? line : line.substring(0, 71))
            .at(at)
            .because(why));
  }

  private void wrong(String what, Location at, String fix) {
    problems.add(
        Diagnostic.error(TD1070, what)
            .at(at)
            .because("It cannot become a member of a task definition.")
            .fixedBy(fix));
  }

  private static Location at(Node.Mapping object, String member) {
    return object.get(member).map(Node::location).orElse(object.location());
  }

  // Images.

  private String image() {
    var image = ComposeFile.text(service, "image");
    var build = service.get("build");
    if (build.isEmpty()) {
      if (image.isEmpty()) {
        wrong(
            Quoted.of(name) + " has neither an image nor a build",
            service.location(),
            "add image: NAME");
      }
      return image.orElse("");
    }
    var built = image.orElse(gathering.project() + "-" + name + ":1");
    gathering.builds().put(built, build(build.get()));
    return built;
  }

  private Map<String, Object> build(Node build) {
    var made = new LinkedHashMap<String, Object>();
    if (build instanceof Node.Scalar scalar) {
      made.put("context", context(scalar.text(), scalar.location()));
      return made;
    }
    if (!(build instanceof Node.Mapping object)) {
      return made;
    }
    made.put(
        "context", context(ComposeFile.text(object, "context").orElse("."), object.location()));
    ComposeFile.text(object, "dockerfile").ifPresent(d -> made.put("dockerfile", d));
    ComposeFile.text(object, "target").ifPresent(t -> made.put("target", t));
    var arguments = pairs(object, "args");
    if (!arguments.isEmpty()) {
      made.put("args", arguments);
    }
    for (var member : object.members()) {
      if (!List.of("context", "dockerfile", "target", "args").contains(member.name())) {
        lost(
            Quoted.of(member.name()) + " of the build of " + Quoted.of(name),
            member.nameLocation(),
            "taskdock builds with a context, a dockerfile, arguments and a target.");
      }
    }
    return made;
  }

  private String context(String text, Location at) {
    if (text.contains("://") || text.startsWith("git@")) {
      wrong("a context that is no folder: " + Quoted.of(text), at, "clone it, and name the folder");
    }
    return gathering.path(text);
  }

  // Sizes.

  private void limits() {
    var deploy = mapping(service, "deploy");
    var resources = deploy.flatMap(d -> mapping(d, "resources"));
    var limits = resources.flatMap(r -> mapping(r, "limits"));
    var reserved = resources.flatMap(r -> mapping(r, "reservations"));
    of(limits, "cpus", "cpus").ifPresent(this::cpus);
    size(limits, "memory", "mem_limit").ifPresent(m -> container.put("memory", m));
    size(reserved, "memory", "mem_reservation")
        .ifPresent(m -> container.put("memoryReservation", m));
    deploy.ifPresent(d -> {
      if (ComposeFile.text(d, "mode").filter("global"::equals).isPresent()) {
        lost(
            "\"deploy.mode\" of " + Quoted.of(name),
            at(d, "mode"),
            "Fargate has no machines of yours to run one task on each of.");
      }
      for (var member : d.members()) {
        if (!List.of("resources", "replicas", "mode").contains(member.name())) {
          lost(
              Quoted.of("deploy." + member.name()) + " of " + Quoted.of(name),
              member.nameLocation(),
              "A service of ECS has its own words for it: see deploymentConfiguration.");
        }
      }
    });
  }

  /// A member of `from`, or the one that older files have instead.
  private Optional<Node.Scalar> of(Optional<Node.Mapping> from, String member, String otherwise) {
    return from.flatMap(f -> ComposeFile.scalars(f, member).stream().findFirst())
        .or(() -> ComposeFile.scalars(service, otherwise).stream().findFirst());
  }

  private void cpus(Node.Scalar cpus) {
    if (!CPUS.matcher(cpus.text()).matches()) {
      wrong(Quoted.of(cpus.text()) + " is no number of CPUs", cpus.location(), "write it as 0.5");
      return;
    }
    int units = (int) Math.ceil(Double.parseDouble(cpus.text()) * UNITS);
    if (units > 0) {
      container.put("cpu", units);
    }
  }

  private Optional<Integer> size(Optional<Node.Mapping> from, String member, String otherwise) {
    var text = of(from, member, otherwise);
    var size = text.map(Node.Scalar::text).flatMap(Words::mebibytes);
    if (text.isPresent() && size.isEmpty()) {
      wrong(
          Quoted.of(text.get().text()) + " is no size", text.get().location(), "write it as 512m");
    }
    return size.map(s -> Math.max(4, s));
  }

  // Command and environment.

  private void words(String member, String to) {
    var value = service.get(member).orElse(null);
    if (value == null || value instanceof Node.Mapping) {
      return;
    }
    var words =
        value instanceof Node.Scalar scalar
            ? ShellWords.of(scalar.text())
            : ComposeFile.texts(service, member);
    var at = value.location();
    var replaced =
        words.stream()
            .map(w -> siblings.replaced(w, at, "the " + member + " of " + name, "", true))
            .toList();
    if (!replaced.isEmpty()) {
      container.put(to, replaced);
    } else if (!(value instanceof Node.Scalar scalar && scalar.kind() == Node.Scalar.Kind.NULL)) {
      lost(
          "the empty " + Quoted.of(member) + " of " + Quoted.of(name),
          at,
          "ECS takes the image's own where a definition has none.");
    }
  }

  private void environment() {
    var secrets = new SecretUse(name, service, gathering, problems);
    var variables = new ArrayList<Map<String, Object>>();
    var kept = new ArrayList<Map<String, Object>>();
    var used = secrets.byFile();
    for (var member : members(service, "environment")) {
      if (!(member.value() instanceof Node.Scalar scalar)) {
        wrong(
            "the variable " + Quoted.of(member.name()) + " is no text",
            member.nameLocation(),
            "write one value");
        continue;
      }
      var value = value(member, scalar);
      if (value.isEmpty()) {
        continue;
      }
      var file = value.get().startsWith(MOUNTED_SECRET) ? value.get() : "";
      var secret = used.get(file);
      if (secret != null && member.name().endsWith("_FILE")) {
        secrets.variable(secret, member.name().replaceFirst("_FILE$", ""), member.nameLocation());
        continue;
      }
      var replaced =
          siblings.replaced(
              value.get(),
              scalar.location().unquoted(),
              "the variable " + member.name() + " of " + name,
              member.name(),
              true);
      if (isSecret(member.name(), scalar.location(), replaced)) {
        kept.add(pair(member.name(), "valueFrom", gathering.keep(name, member.name(), replaced)));
      } else {
        variables.add(pair(member.name(), "value", replaced));
      }
    }
    if (!variables.isEmpty()) {
      container.put("environment", variables);
    }
    environmentFiles();
    var all = new ArrayList<>(secrets.secrets());
    all.addAll(kept);
    if (!all.isEmpty()) {
      container.put("secrets", all);
    }
  }

  private static Map<String, Object> pair(String name, String member, String value) {
    var pair = new LinkedHashMap<String, Object>();
    pair.put("name", name);
    pair.put(member, value);
    return pair;
  }

  /// Whether a value had better not stand in the definition, whose readers are many: its name or
  /// that of a variable in it looks secret, or it holds a password, as URLs do.
  private boolean isSecret(String variable, Location place, String value) {
    if (value.isEmpty() || value.startsWith(MOUNTED_SECRET) || FLAG.matcher(value).matches()) {
      return false;
    }
    boolean number = value.matches("[0-9]+") && !SecretNames.isTelling(variable);
    return (SecretNames.isSensitive(variable) && !number)
        || gathering.confidential(place).isPresent()
        || !Masked.of(value).equals(value);
  }

  /// What cannot be kept out of the definition is told.
  private void tellConfidential() {
    for (var member : service.members()) {
      // Both are kept out of it.
      if (!List.of("environment", "logging").contains(member.name())) {
        places(member.value())
            .flatMap(place -> gathering.confidential(place).stream())
            .distinct()
            .forEach(variable ->
                gathering
                    .notes()
                    .add(
                        "the value of %s stands in %s of %s: make it a variable, or keep the file to yourself"
                            .formatted(variable, member.name(), name)));
      }
    }
  }

  private static Stream<Location> places(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> Stream.of(scalar.location());
      case Node.Sequence list -> list.items().stream().flatMap(Conversion::places);
      case Node.Mapping object -> object.members().stream().flatMap(m -> places(m.value()));
    };
  }

  /// A name alone takes its value from the shell.
  private Optional<String> value(Node.Member member, Node.Scalar scalar) {
    if (scalar.kind() != Node.Scalar.Kind.NULL) {
      return Optional.of(scalar.text());
    }
    var ours = Optional.ofNullable(gathering.variables().get(member.name()));
    if (ours.isEmpty()) {
      lost(
          "the variable " + Quoted.of(member.name()),
          member.nameLocation(),
          "It takes its value from the shell, where it is not set.");
    }
    return ours;
  }

  private void environmentFiles() {
    var files = new ArrayList<Map<String, Object>>();
    var list =
        service.get("env_file").orElse(null) instanceof Node.Sequence sequence
            ? sequence.items()
            : service.get("env_file").stream().toList();
    for (var item : list) {
      var path =
          item instanceof Node.Mapping object
              ? ComposeFile.text(object, "path")
              : Optional.of(item)
                  .filter(Node.Scalar.class::isInstance)
                  .map(s -> ((Node.Scalar) s).text());
      boolean needed =
          !(item instanceof Node.Mapping object)
              || ComposeFile.text(object, "required").filter("false"::equals).isEmpty();
      path.filter(text -> needed || gathering.isThere(text))
          .ifPresent(text -> {
            var plain = text.substring(text.lastIndexOf('/') + 1);
            var arn =
                "arn:aws:s3:::%s/%s/%d-%s.env"
                    .formatted(
                        gathering.project(),
                        name,
                        files.size() + 1,
                        plain.replaceFirst("\\.env$", "").replaceAll("[^A-Za-z0-9_-]", ""));
            gathering.environmentFiles().put(arn, gathering.path(text));
            var file = new LinkedHashMap<String, Object>();
            file.put("value", arn);
            file.put("type", "s3");
            files.add(file);
            gathering.lookInto(text, item.location(), siblings, "the file of variables of " + name);
          });
    }
    if (!files.isEmpty()) {
      container.put("environmentFiles", files);
    }
  }

  // Ports.

  /// The ports it listens at.
  List<Listening> listening() {
    if (listening.isEmpty()) {
      listening = Optional.of(List.copyOf(readPorts()));
    }
    return listening.get();
  }

  private List<Listening> readPorts() {
    var all = new ArrayList<Listening>();
    for (var member : List.of("ports", "expose")) {
      if (service.get(member).orElse(null) instanceof Node.Sequence list) {
        list.items().forEach(item -> all.addAll(listening(item, member.equals("ports"))));
      }
    }
    return all;
  }

  private List<Listening> listening(Node item, boolean published) {
    if (item instanceof Node.Mapping object) {
      var target = ComposeFile.text(object, "target").filter(t -> t.matches("\\d{1,5}"));
      if (target.isEmpty()) {
        wrong("a port without its target", object.location(), "add target: 80");
      }
      return target
          .map(t ->
              List.of(
                  new Listening(
                      Integer.parseInt(t),
                      ComposeFile.text(object, "protocol").orElse("tcp"),
                      ComposeFile.text(object, "published"),
                      object.location())))
          .orElse(List.of());
    }
    if (!(item instanceof Node.Scalar scalar)) {
      return List.of();
    }
    var matcher = PORT.matcher(scalar.text());
    if (!matcher.matches()) {
      wrong(Quoted.of(scalar.text()) + " is no port", scalar.location(), "write it as 8080:80");
      return List.of();
    }
    int from = Integer.parseInt(matcher.group("from"));
    int to = Optional.ofNullable(matcher.group("to")).map(Integer::valueOf).orElse(from);
    if (to < from || to - from >= MOST_PORTS) {
      wrong(
          "a range of " + (to - from + 1) + " ports",
          scalar.location(),
          "name at most " + MOST_PORTS + " ports");
      return List.of();
    }
    var protocol =
        Optional.ofNullable(matcher.group("protocol")).orElse("tcp").toLowerCase(Locale.ROOT);
    if (!List.of("tcp", "udp").contains(protocol)) {
      lost("the port " + scalar.text(), scalar.location(), "Fargate takes tcp and udp only.");
      return List.of();
    }
    var ports = new ArrayList<Listening>();
    var host = Optional.ofNullable(matcher.group("host")).filter(h -> !h.isEmpty());
    for (int port = from; port <= to; port++) {
      ports.add(
          new Listening(
              port, protocol, host.filter(_ -> published && from == to), scalar.location()));
    }
    return ports;
  }

  private void ports() {
    var mappings = new LinkedHashMap<String, Map<String, Object>>();
    for (var port : listening()) {
      var mapping = new LinkedHashMap<String, Object>();
      mapping.put("containerPort", port.port());
      mapping.put("protocol", port.protocol());
      mappings.putIfAbsent(port.port() + "/" + port.protocol(), mapping);
      port.published()
          .filter(p -> !p.equals("" + port.port()))
          .ifPresent(p ->
              gathering
                  .notes()
                  .add(
                      "%s was at port %s of this machine; a task has its own ports only: taskdock run -p %s:%d"
                          .formatted(name, p, p, port.port())));
    }
    if (!mappings.isEmpty()) {
      container.put("portMappings", List.copyOf(mappings.values()));
    }
  }

  // Volumes.

  private void mounts() {
    var mounts = new Mounting(name, gathering, siblings, problems).mounts(service);
    if (!mounts.points().isEmpty()) {
      container.put("mountPoints", mounts.points());
    }
    var tmpfs = new ArrayList<>(mounts.tmpfs());
    for (var text : ComposeFile.texts(service, "tmpfs")) {
      tmpfs.add(Mounting.tmpfs(text));
    }
    if (!tmpfs.isEmpty()) {
      linux().put("tmpfs", tmpfs);
    }
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> linux() {
    return (Map<String, Object>)
        container.computeIfAbsent("linuxParameters", _ -> new LinkedHashMap<String, Object>());
  }

  // Health and order.

  private void health() {
    var check = mapping(service, "healthcheck");
    if (check.isEmpty()) {
      return;
    }
    var test = check.get().get("test").orElse(null);
    var words = ComposeFile.texts(check.get(), "test");
    boolean off =
        ComposeFile.text(check.get(), "disable").filter("true"::equals).isPresent()
            || words.equals(List.of("NONE"));
    if (off || test == null || words.isEmpty()) {
      return;
    }
    var command = new ArrayList<String>();
    if (test instanceof Node.Scalar) {
      command.add("CMD-SHELL");
    }
    words.forEach(w ->
        command.add(
            siblings.replaced(w, test.location(), "the health check of " + name, "", true)));
    var health = new LinkedHashMap<String, Object>();
    health.put("command", command);
    seconds(check.get(), "interval", 5, 300).ifPresent(s -> health.put("interval", s));
    seconds(check.get(), "timeout", 2, 60).ifPresent(s -> health.put("timeout", s));
    ComposeFile.text(check.get(), "retries")
        .filter(t -> t.matches("\\d{1,4}"))
        .ifPresent(t ->
            health.put("retries", bounded(check.get(), "retries", Integer.parseInt(t), 1, 10)));
    seconds(check.get(), "start_period", 0, 300).ifPresent(s -> health.put("startPeriod", s));
    if (check.get().has("start_interval")) {
      lost(
          "\"start_interval\" of " + Quoted.of(name),
          check.get().location(),
          "ECS looks in the same interval from the beginning.");
    }
    container.put("healthCheck", health);
  }

  /// What ECS has a driver for too.
  private void logging() {
    var logging = mapping(service, "logging").filter(Unsupported::isDriverOfFargate);
    if (logging.isEmpty()) {
      return;
    }
    var options = new LinkedHashMap<String, Object>();
    var secrets = new ArrayList<Map<String, Object>>();
    for (var member : members(logging.get(), "options")) {
      if (member.value() instanceof Node.Scalar scalar && !scalar.isEmpty()) {
        if (isSecret(member.name(), scalar.location(), scalar.text())) {
          secrets.add(
              pair(member.name(), "valueFrom", gathering.keep(name, member.name(), scalar.text())));
        } else {
          options.put(member.name(), scalar.text());
        }
      }
    }
    var made = new LinkedHashMap<String, Object>();
    made.put("logDriver", ComposeFile.text(logging.get(), "driver").orElse(""));
    made.put("options", options);
    if (!secrets.isEmpty()) {
      made.put("secretOptions", secrets);
    }
    container.put("logConfiguration", made);
  }

  private Optional<Integer> seconds(Node.Mapping from, String member, int least, int most) {
    return duration(from, member)
        .map(Duration::toMillis)
        .map(ms ->
            bounded(from, member, (int) Math.min(1 << 30, Math.ceilDiv(ms, 1000)), least, most));
  }

  private Optional<Duration> duration(Node.Mapping from, String member) {
    var text = ComposeFile.text(from, member);
    var duration = text.flatMap(Words::duration);
    if (text.isPresent() && duration.isEmpty()) {
      wrong(Quoted.of(text.get()) + " is no duration", at(from, member), "write it as 1m30s");
    }
    return duration;
  }

  private int bounded(Node.Mapping from, String member, int value, int least, int most) {
    int bounded = Math.clamp(value, least, most);
    if (bounded != value) {
      problems.add(
          Diagnostic.warning(TD1071, Quoted.of(member) + " becomes " + bounded)
              .at(from.get(member).map(Node::location).orElse(from.location()))
              .because("ECS takes " + least + " to " + most + " here."));
    }
    return bounded;
  }

  private void waits() {
    var waits = new ArrayList<Map<String, Object>>();
    waitsFor()
        .forEach((other, wait) -> {
          var entry = new LinkedHashMap<String, Object>();
          entry.put("containerName", other);
          entry.put("condition", gathering.condition(name, other, wait.condition(), wait.at()));
          waits.add(entry);
        });
    if (!waits.isEmpty() && gathering.oneTask()) {
      container.put("dependsOn", waits);
    }
  }

  /// A service that is waited for.
  ///
  /// @param condition in the words of compose
  record Wait(String condition, Location at) {}

  /// The services it waits for; of those that are not required only what is there.
  Map<String, Wait> waitsFor() {
    var waits = new LinkedHashMap<String, Wait>();
    for (var link : ComposeFile.scalars(service, "links")) {
      waits.put(link.text().replaceFirst(":.*", ""), new Wait(STARTED, link.location()));
    }
    if (service.get("depends_on").orElse(null) instanceof Node.Mapping object) {
      for (var member : object.members()) {
        var how =
            Optional.of(member.value())
                .filter(Node.Mapping.class::isInstance)
                .map(Node.Mapping.class::cast);
        boolean required =
            how.flatMap(h -> ComposeFile.text(h, "required")).filter("false"::equals).isEmpty();
        if (required || gathering.has(member.name())) {
          waits.put(
              member.name(),
              new Wait(
                  how.flatMap(h -> ComposeFile.text(h, "condition")).orElse(STARTED),
                  member.nameLocation()));
        }
      }
    } else {
      ComposeFile.scalars(service, "depends_on")
          .forEach(s -> waits.put(s.text(), new Wait(STARTED, s.location())));
    }
    return waits;
  }

  // The kernel.

  private void kernel() {
    flag("init").ifPresent(init -> linux().put("initProcessEnabled", init));
    var capabilities = new LinkedHashMap<String, Object>();
    var added =
        ComposeFile.scalars(service, "cap_add").stream()
            .filter(c -> isAllowed(c))
            .map(c -> plain(c.text()))
            .toList();
    var dropped = ComposeFile.texts(service, "cap_drop").stream().map(Conversion::plain).toList();
    if (!added.isEmpty()) {
      capabilities.put("add", added);
    }
    if (!dropped.isEmpty()) {
      capabilities.put("drop", dropped);
    }
    if (!capabilities.isEmpty()) {
      linux().put("capabilities", capabilities);
    }
    limitsOfProcesses();
    var controls = new ArrayList<Map<String, Object>>();
    pairs("sysctls")
        .forEach((namespace, value) -> {
          var control = new LinkedHashMap<String, Object>();
          control.put("namespace", namespace);
          control.put("value", value);
          controls.add(control);
        });
    if (!controls.isEmpty()) {
      container.put("systemControls", controls);
    }
  }

  private boolean isAllowed(Node.Scalar capability) {
    boolean allowed = plain(capability.text()).equals("SYS_PTRACE");
    if (!allowed) {
      lost(
          "the capability " + capability.text() + " of " + Quoted.of(name),
          capability.location(),
          plain(capability.text()) + " is not allowed on Fargate.");
    }
    return allowed;
  }

  private static String plain(String capability) {
    return capability.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", "");
  }

  private void limitsOfProcesses() {
    var limits = new ArrayList<Map<String, Object>>();
    for (var member : members(service, "ulimits")) {
      var soft =
          member.value() instanceof Node.Mapping object
              ? ComposeFile.text(object, "soft")
              : Optional.of(member.value())
                  .filter(Node.Scalar.class::isInstance)
                  .map(s -> ((Node.Scalar) s).text());
      var hard =
          member.value() instanceof Node.Mapping object ? ComposeFile.text(object, "hard") : soft;
      if (soft.filter(s -> s.matches("\\d{1,9}")).isPresent()
          && hard.filter(s -> s.matches("\\d{1,9}")).isPresent()) {
        var limit = new LinkedHashMap<String, Object>();
        limit.put("name", member.name());
        limit.put("softLimit", Integer.parseInt(soft.get()));
        limit.put("hardLimit", Integer.parseInt(hard.get()));
        limits.add(limit);
      } else {
        lost(
            "the limit " + Quoted.of(member.name()) + " of " + Quoted.of(name),
            member.nameLocation(),
            "ECS takes numbers for the soft and the hard limit.");
      }
    }
    if (!limits.isEmpty()) {
      container.put("ulimits", limits);
    }
  }

  private void stopTime() {
    duration(service, "stop_grace_period")
        .ifPresent(d ->
            container.put(
                "stopTimeout",
                bounded(
                    service,
                    "stop_grace_period",
                    (int) Math.min(1 << 30, Math.max(1, d.toSeconds())),
                    1,
                    120)));
  }

  // Members.

  private void flag(String member, String to) {
    flag(member).ifPresent(value -> container.put(to, value));
  }

  private Optional<Boolean> flag(String member) {
    return ComposeFile.text(service, member).map("true"::equals);
  }

  private static Optional<Node.Mapping> mapping(Node.Mapping from, String member) {
    return from.get(member).filter(Node.Mapping.class::isInstance).map(Node.Mapping.class::cast);
  }

  private Map<String, Object> pairs(String member) {
    return pairs(service, member);
  }

  private Map<String, Object> pairs(Node.Mapping from, String member) {
    var pairs = new LinkedHashMap<String, Object>();
    for (var pair : members(from, member)) {
      if (pair.value() instanceof Node.Scalar scalar) {
        value(pair, scalar).ifPresent(v -> pairs.put(pair.name(), v));
      }
    }
    return pairs;
  }

  /// The members of an object, or of a list of texts with `=`.
  static List<Node.Member> members(Node.Mapping from, String member) {
    return switch (from.get(member).orElse(null)) {
      case Node.Mapping object -> object.members();
      case Node.Sequence list ->
          list.items().stream()
              .filter(Node.Scalar.class::isInstance)
              .map(s -> pair((Node.Scalar) s))
              .toList();
      case null -> List.of();
      case Node.Scalar _ -> List.of();
    };
  }

  private static Node.Member pair(Node.Scalar scalar) {
    int split = scalar.text().indexOf('=');
    var at = scalar.location();
    return split < 0
        ? new Node.Member(scalar.text(), at, new Node.Scalar(at, Node.Scalar.Kind.NULL, ""))
        : new Node.Member(
            scalar.text().substring(0, split),
            at,
            new Node.Scalar(at, Node.Scalar.Kind.ANY, scalar.text().substring(split + 1)));
  }
}
