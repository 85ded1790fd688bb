package dev.taskdock.cli;

import static dev.taskdock.problem.Code.TD1001;

import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.input.Source;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.ServiceDeclaration;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import dev.taskdock.problem.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A `taskdock.yaml`, read for its load balancers.
///
/// @param project what its folder is called
/// @param certificates what stands for those that listeners name
/// @param services the names of what else it would run
record BalancerFile(
    String project,
    LoadBalancing balancing,
    KnownCertificates certificates,
    List<String> services) {
  private static final String NAME = "taskdock.yaml";

  BalancerFile {
    services = List.copyOf(services);
  }

  /// The file, after showing what is wrong with it.
  ///
  /// @throws Rejected when there was an error
  static BalancerFile load(Terminal terminal, Optional<String> named) throws Rejected {
    var problems = new Problems();
    var path = named.map(Path::of).orElse(Path.of(NAME));
    var file = Files.isDirectory(path) ? path.resolve(NAME) : path;
    var folder = DefinitionLoader.folder(file.toAbsolutePath().normalize());
    var source =
        named.isPresent() || Files.exists(file) ? Source.read(file, problems) : none(problems);
    var read = source.map(s -> Overlay.readAlone(s, folder, problems)).orElse(Overlay.NONE);
    var texts =
        source
            .filter(s -> !Overlay.isConfidential(s))
            .map(s -> Map.of(s.file(), s.text()))
            .orElse(Map.of());
    var told = problems.all().stream().filter(d -> d.severity() != Severity.NOTE).toList();
    terminal.err().print(Report.text(told, texts, terminal.live()));
    if (problems.hasErrors()) {
      throw new Rejected();
    }
    return new BalancerFile(
        Optional.ofNullable(folder.getFileName()).map(Path::toString).orElse("taskdock"),
        read.loadBalancing(),
        read.certificates(),
        read.services().stream().map(ServiceDeclaration::name).map(n -> n + "").toList());
  }

  private static Optional<Source> none(Problems problems) {
    problems.add(
        Diagnostic.error(TD1001, "no " + NAME + " here")
            .because("taskdock lb reads load balancers from it.")
            .fixedBy("Name the file: taskdock lb FILE."));
    return Optional.empty();
  }
}
