package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1070;

import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.YamlReader;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// A compose file with its variables, merge keys, `extends` and profiles resolved.
///
/// @param services those that are wanted, as written, by their names
/// @param left services of profiles that are not wanted, with these profiles
/// @param confidential variables whose names look secret, by the places where their values stand
record ComposeFile(
    Optional<String> name,
    Map<String, Node.Mapping> services,
    Map<String, List<String>> left,
    Node.Mapping root,
    Map<Location, String> confidential) {
  private static final List<String> SECTIONS =
      List.of(
          "version",
          "name",
          "services",
          "volumes",
          "secrets",
          "networks",
          "configs",
          "include",
          "models");

  /// Lists that the extending service adds to; all else it replaces or, if an object, merges.
  private static final Set<String> APPENDED =
      Set.of("ports", "volumes", "expose", "secrets", "tmpfs", "cap_add", "cap_drop", "env_file");

  /// Objects that may be written as lists of `NAME=value`.
  private static final Set<String> PAIRS = Set.of("environment", "labels", "sysctls");

  ComposeFile {
    services = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(services));
    left = Map.copyOf(left);
    confidential = Map.copyOf(confidential);
  }

  static Optional<ComposeFile> read(
      Source source, Set<String> profiles, Map<String, String> variables, Problems problems) {
    var interpolation = new Interpolation(variables, problems);
    var root = YamlReader.read(source, problems).map(interpolation::of).map(ComposeFile::merged);
    if (root.isEmpty()) {
      return Optional.empty();
    }
    if (!(root.get() instanceof Node.Mapping file)
        || !(file.get("services").orElse(null) instanceof Node.Mapping declared)) {
      problems.add(
          Diagnostic.error(TD1070, "not a compose file: it has no services")
              .at(root.get().location())
              .because("A compose file is an object whose member services is one too.")
              .fixedBy("name a compose file, as docker-compose.yml"));
      return Optional.empty();
    }
    tellSections(file, problems);
    var reading = new Reading(source.file(), declared, problems, new AtomicBoolean());
    var services = new LinkedHashMap<String, Node.Mapping>();
    var left = new LinkedHashMap<String, List<String>>();
    for (var member : declared.members()) {
      var service = reading.service(member.name(), new LinkedHashSet<>());
      var own = service.map(s -> texts(s, "profiles")).orElse(List.of());
      boolean wanted = own.isEmpty() || own.stream().anyMatch(profiles::contains);
      if (!wanted) {
        left.put(member.name(), own);
      }
      service.filter(_ -> wanted).ifPresent(s -> services.put(member.name(), s));
    }
    return Optional.of(
        new ComposeFile(text(file, "name"), services, left, file, interpolation.confidential()));
  }

  private static void tellSections(Node.Mapping file, Problems problems) {
    for (var member : file.members()) {
      boolean known = SECTIONS.contains(member.name()) || member.name().startsWith("x-");
      boolean done = !List.of("include", "models").contains(member.name());
      if (!known || !done) {
        problems.add(
            Diagnostic.error(
                    TD1070,
                    (known ? "the section is not read: " : "no section is called ")
                        + Quoted.of(member.name()))
                .at(member.nameLocation())
                .because("One compose file is imported, by itself.")
                .fixedBy(
                    known
                        ? "import what docker compose config prints"
                        : Nearest.of(member.name(), SECTIONS)
                            .map(near -> "write " + Quoted.of(near))
                            .orElse("remove it")));
      }
    }
  }

  /// The members of a section that are objects or nothing, by their names.
  Map<String, Node> section(String section) {
    var members = new LinkedHashMap<String, Node>();
    if (root.get(section).orElse(null) instanceof Node.Mapping object) {
      object.members().forEach(m -> members.put(m.name(), m.value()));
    }
    return members;
  }

  /// With the members of `<<` where they are not written.
  private static Node merged(Node node) {
    return switch (node) {
      case Node.Scalar scalar -> scalar;
      case Node.Sequence list ->
          new Node.Sequence(
              list.location(), list.items().stream().map(ComposeFile::merged).toList());
      case Node.Mapping object -> {
        var members = new LinkedHashMap<String, Node.Member>();
        for (var member : object.members()) {
          if (member.name().equals("<<")) {
            for (var more : mappings(merged(member.value()))) {
              more.members().forEach(m -> members.putIfAbsent(m.name(), m));
            }
          }
        }
        for (var member : object.members()) {
          if (!member.name().equals("<<")) {
            members.put(
                member.name(),
                new Node.Member(member.name(), member.nameLocation(), merged(member.value())));
          }
        }
        yield new Node.Mapping(object.location(), List.copyOf(members.values()));
      }
    };
  }

  private static List<Node.Mapping> mappings(Node node) {
    return switch (node) {
      case Node.Mapping object -> List.of(object);
      case Node.Sequence list ->
          list.items().stream()
              .filter(Node.Mapping.class::isInstance)
              .map(Node.Mapping.class::cast)
              .toList();
      case Node.Scalar _ -> List.of();
    };
  }

  static Optional<String> text(Node.Mapping object, String name) {
    return object.get(name).orElse(null) instanceof Node.Scalar scalar && !scalar.isEmpty()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  /// A list of texts, or one text for a list of it.
  static List<String> texts(Node.Mapping object, String name) {
    return scalars(object, name).stream().map(Node.Scalar::text).toList();
  }

  static List<Node.Scalar> scalars(Node.Mapping object, String name) {
    return switch (object.get(name).orElse(null)) {
      case Node.Scalar scalar when !scalar.isEmpty() -> List.of(scalar);
      case Node.Sequence list ->
          list.items().stream()
              .filter(Node.Scalar.class::isInstance)
              .map(Node.Scalar.class::cast)
              .toList();
      case null -> List.of();
      case Node.Scalar _, Node.Mapping _ -> List.of();
    };
  }

  /// How many services may each extend the next.
  private static final int LONGEST_CHAIN = 100;

  /// Services with what they extend.
  private record Reading(
      String file, Node.Mapping declared, Problems problems, AtomicBoolean chainTold) {
    Optional<Node.Mapping> service(String name, Set<String> underWay) {
      if (!(declared.get(name).orElse(null) instanceof Node.Mapping own)) {
        tell("the service " + Quoted.of(name) + " is not an object", at(name), "write its image");
        return Optional.empty();
      }
      var extended = own.get("extends");
      if (extended.isEmpty()) {
        return Optional.of(own);
      }
      if (underWay.size() >= LONGEST_CHAIN) {
        if (chainTold.compareAndSet(false, true)) {
          tell(
              "more than " + LONGEST_CHAIN + " services that extend each other",
              extended.get().location(),
              "write out what one of them extends");
        }
        return Optional.of(own);
      }
      var base =
          extended.get() instanceof Node.Mapping object
              ? text(object, "service").filter(_ -> text(object, "file").isEmpty())
              : extended.filter(Node.Scalar.class::isInstance).map(s -> ((Node.Scalar) s).text());
      if (base.isEmpty() || !declared.has(base.get()) || !underWay.add(name)) {
        tell(
            Quoted.of(name) + " extends what is not in this file",
            extended.get().location(),
            "import what docker compose config prints");
        return Optional.of(own);
      }
      return service(base.get(), underWay).map(b -> over(b, own));
    }

    private Location at(String name) {
      return declared.get(name).map(Node::location).orElse(declared.location());
    }

    private void tell(String what, Location at, String fix) {
      problems.add(
          Diagnostic.error(TD1070, what)
              .at(at)
              .because("A service is an object, and what it extends is one of " + file + ".")
              .fixedBy(fix));
    }

    private static Node.Mapping over(Node.Mapping base, Node.Mapping own) {
      var members = new LinkedHashMap<String, Node.Member>();
      base.members().stream()
          .filter(m -> !m.name().equals("depends_on") && !m.name().equals("extends"))
          .forEach(m -> members.put(m.name(), m));
      for (var member : own.members()) {
        if (!member.name().equals("extends")) {
          var before = members.get(member.name());
          members.put(
              member.name(),
              before == null
                  ? member
                  : new Node.Member(
                      member.name(), member.nameLocation(), over(member.name(), before, member)));
        }
      }
      return new Node.Mapping(own.location(), List.copyOf(members.values()));
    }

    /// A list of `NAME=value` as the object it stands for.
    private static Node.Mapping pairs(String name, Node.Member member) {
      var object = new Node.Mapping(member.value().location(), List.of(member));
      return new Node.Mapping(member.value().location(), Conversion.members(object, name));
    }

    private static Node over(String name, Node.Member before, Node.Member member) {
      if (PAIRS.contains(name)) {
        return over(pairs(name, before), pairs(name, member));
      }
      if (before.value() instanceof Node.Mapping base
          && member.value() instanceof Node.Mapping own) {
        return over(base, own);
      }
      if (APPENDED.contains(name)
          && before.value() instanceof Node.Sequence base
          && member.value() instanceof Node.Sequence own) {
        var items = new ArrayList<>(base.items());
        items.addAll(own.items());
        return new Node.Sequence(own.location(), items);
      }
      return member.value();
    }
  }
}
