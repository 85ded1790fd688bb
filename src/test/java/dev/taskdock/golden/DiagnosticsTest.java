package dev.taskdock.golden;

import static java.util.regex.Matcher.quoteReplacement;

import dev.taskdock.golden.GoldenCase.Section;
import dev.taskdock.input.EnvironmentFile;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Source;
import dev.taskdock.input.cloudformation.Assignment;
import dev.taskdock.input.cloudformation.ParameterFile;
import dev.taskdock.input.cloudformation.Pseudo;
import dev.taskdock.input.cloudformation.Setting;
import dev.taskdock.input.cloudformation.Templates;
import dev.taskdock.input.compose.ComposeImport;
import dev.taskdock.input.compose.ImportAsked;
import dev.taskdock.input.copilot.CopilotManifests;
import dev.taskdock.input.copilot.CopilotSetting;
import dev.taskdock.input.declared.Declared;
import dev.taskdock.input.ecspresso.EcspressoFiles;
import dev.taskdock.input.ecspresso.EcspressoSetting;
import dev.taskdock.input.overlay.Overlay;
import dev.taskdock.input.overlay.TestSection;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.input.service.Services;
import dev.taskdock.input.service.VpcDeclaration;
import dev.taskdock.input.taskdefinition.Reading;
import dev.taskdock.input.taskdefinition.StandIns;
import dev.taskdock.input.taskdefinition.TaskDefinitionReader;
import dev.taskdock.input.taskdefinition.TaskOverrideReader;
import dev.taskdock.input.terraform.TerraformFiles;
import dev.taskdock.input.terraform.TerraformSetting;
import dev.taskdock.model.SecretValue;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Report;
import dev.taskdock.secrets.LocalSecret;
import dev.taskdock.secrets.LocalSecrets;
import dev.taskdock.secrets.SecretFile;
import dev.taskdock.secrets.Shortages;
import dev.taskdock.secrets.Supply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What each kind of wrong input is told.
///
/// Sections: `input` a task definition, `image [NAME=]REFERENCE` an `--image` option, `overrides`,
/// `secrets` a file of secrets, which others can read if its name begins with `open`, `environment`
/// an environment file, `assignment` one `-e` option a line, `overlay` a `taskdock.yaml` with
/// `file`s and `folder`s beside it, whose services are of the task definition, `lb` one whose load
/// balancers are run alone, `shortages` what a run would miss then (with `-e NAME=value` lines);
/// `template` a CloudFormation template named by its stack, `deploy` or `check` what becomes of
/// them (with `parameter`, `import`, `secret` and `choose` lines), `parameters` a file of
/// parameters; `manifest` a manifest of Copilot, `plan` one of Terraform, `ecspresso` (or
/// `ecspresso-check`) a configuration of ecspresso with `file`s beside it; `compose` a compose file
/// that is imported beside the files there are; and on disk `missing`, `directory`, `bytes`
/// (hexadecimal), `filled` (with so many blanks), `circular` (a link to itself). `{{70 times x}}`
/// in a text is seventy times `x`.
final class DiagnosticsTest {
  private static final Pattern REPETITION = Pattern.compile("\\{\\{(\\d+) times (.+?)}}");

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> diagnostics() {
    return GoldenSuite.tests(
        "diagnostics", golden -> new Telling(folder.resolve(golden.name())).of(golden));
  }

  /// One case being told.
  private static final class Telling {
    private final Path folder;
    private final Problems problems = new Problems();
    private final Map<String, String> sources = new HashMap<>();
    private Optional<Reading> reading = Optional.empty();
    private Overlay overlay = Overlay.NONE;
    private final List<Templates.Named> templates = new ArrayList<>();
    private final List<Assignment> assignments = new ArrayList<>();
    private Map<String, LocalSecret> secrets = Map.of();

    Telling(Path folder) {
      this.folder = folder;
    }

    String of(GoldenCase golden) {
      var images = new HashMap<String, String>();
      for (var section : golden.all("image")) {
        int split = section.argument().indexOf('=');
        images.put(
            section.argument().substring(0, Math.max(0, split)),
            section.argument().substring(split + 1));
      }
      golden.sections().forEach(section -> read(section, images));
      var text =
          Report.text(problems.all(), sources, false)
              + "\n"
              + Report.summary(problems.all(), Math.max(1, sources.size()));
      return text.replace(folder + "/", "").replace(folder.toString(), "FOLDER");
    }

    private void read(Section section, Map<String, String> images) {
      var path = folder.resolve(section.argument());
      switch (section.kind()) {
        case "input" -> reading = TaskDefinitionReader.read(source(section), images, problems);
        case "overrides" ->
            TaskOverrideReader.read(source(section), reading.orElseThrow().definition(), problems);
        case "environment" -> EnvironmentFile.read(source(section), problems);
        case "assignment" ->
            section.body().lines().forEach(line -> EnvironmentFile.parseAssignment(line, problems));
        case "overlay" -> tellOverlay(section);
        case "lb" -> Overlay.readAlone(source(section), folder, problems);
        case "shortages" -> tellShortages(section);
        case "template" -> templates.add(new Templates.Named(section.argument(), source(section)));
        case "compose" -> {
          var asked = new ImportAsked(folder.resolve("out"), false, Set.of(), Map.of("SET", "1"));
          ComposeImport.read(source(section), folder, asked, problems)
              .ifPresent(i ->
                  ComposeImport.tellThere(
                      i.definitions().keySet().stream()
                          .map(folder::resolve)
                          .filter(Files::exists)
                          .toList(),
                      problems));
        }
        case "parameters" -> assignments.addAll(ParameterFile.read(source(section), problems));
        case "deploy", "check" -> tellTemplates(section);
        case "plan" ->
            tellDeclared(
                TerraformFiles.read(
                    source(section), new TerraformSetting(Map.of(), true), problems));
        case "ecspresso" -> tellEcspresso(section, true);
        case "ecspresso-check" -> tellEcspresso(section, false);
        case "manifest" ->
            tellDeclared(
                CopilotManifests.read(
                    List.of(source(section)),
                    new CopilotSetting(Optional.empty(), Map.of(), true),
                    problems));
        case "image", GoldenCase.EXPECTED -> {}
        default -> onDisk(section, path);
      }
    }

    private void tellOverlay(Section section) {
      overlay = Overlay.read(source(section), folder, problems);
      reading.ifPresent(read ->
          overlay
              .services()
              .forEach(s -> {
                if (s.taskDefinition().endsWith(".json") || s.names(read.definition())) {
                  s.with(read.definition(), overlay.loadBalancing(), problems);
                } else {
                  s.tellMissing(List.of("taskdef.json"), problems);
                }
              }));
      if (!overlay.tests().isEmpty()) {
        tellTests();
      }
    }

    private void tellTests() {
      var balancers =
          overlay.loadBalancing().loadBalancers().stream().map(b -> b.name().toString()).toList();
      var services = overlay.services().stream().map(s -> s.name().name()).toList();
      var containers =
          reading.orElseThrow().definition().containers().stream()
              .map(c -> c.name().name())
              .toList();
      new TestSection(containers, services, balancers).read(overlay.tests(), problems);
    }

    private void tellTemplates(Section section) {
      var imports = new HashMap<String, String>();
      var kept = new HashMap<String, String>();
      Optional<String> chosen = Optional.empty();
      for (var line : section.body().lines().toList()) {
        var words = line.split(" ", 2);
        var split = words[1].split("=", 2);
        switch (words[0]) {
          case "parameter" -> assignments.add(Assignment.parse(words[1]).orElseThrow());
          case "import" -> imports.put(split[0], split[1]);
          case "secret" -> kept.put(split[0], split[1]);
          case "choose" -> chosen = Optional.of(words[1]);
          default -> throw new IllegalArgumentException(line);
        }
      }
      var setting =
          new Setting(
              assignments,
              imports,
              new Pseudo("eu-central-1", "123456789012"),
              reference ->
                  reference.names().stream()
                      .filter(kept::containsKey)
                      .map(name -> new SecretValue(kept.getOrDefault(name, "")))
                      .findFirst(),
              section.kind().equals("deploy"));
      var read = Templates.read(templates, setting, problems);
      var choice = chosen;
      read.flatMap(r -> r.chosen(choice, problems))
          .ifPresent(d -> TaskDefinitionReader.read(d.tree(), Map.of(), problems));
    }

    private void tellEcspresso(Section section, boolean exact) {
      var path = folder.resolve(section.argument());
      try {
        Files.createDirectories(path.getParent());
        Files.writeString(path, section.body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      sources.put(path.toString(), section.body());
      tellDeclared(
          EcspressoFiles.read(
              new Source(path.toString(), section.body()),
              new EcspressoSetting(
                  Map.of("TAG", "1.2"), Map.of(), _ -> Optional.empty(), Map.of(), Map.of(), exact),
              problems));
    }

    private void tellDeclared(Optional<Declared> declared) {
      declared.ifPresent(d -> {
        d.definitions().forEach(t -> TaskDefinitionReader.read(t.tree(), Map.of(), problems));
        var findings = new Findings(problems);
        var tree = Fields.of(d.tree(), findings);
        var services = Services.of(tree, VpcDeclaration.of(tree));
        LoadBalancing.ofTemplate(tree, VpcDeclaration.of(tree));
        Services.scaling(tree, services);
        findings.tellRepeated();
      });
    }

    private void tellShortages(Section section) {
      var set = EnvironmentFile.read(new Source("-e", filled(section)), problems);
      var supply =
          new Supply(
              new LocalSecrets(List.of(secrets, overlay.secrets())),
              overlay.environmentFiles(),
              Map.of());
      var read = reading.orElseThrow();
      var definition =
          read.definition().withContainers(c -> c.withEnvironment(c.environment().with(set)));
      Shortages.tell(definition, supply, read.origins(), problems);
      StandIns.tell(definition, overlay.volumes().keySet(), read.origins(), problems);
    }

    private void onDisk(Section section, Path path) {
      try {
        Files.createDirectories(path.getParent());
        switch (section.kind()) {
          case "file" -> Files.writeString(path, section.body());
          case "secrets" -> {
            Files.writeString(path, section.body());
            var readers = section.argument().startsWith("open") ? "rw-r--r--" : "rw-------";
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(readers));
            SecretFile.tellReaders(path, problems);
            secrets = SecretFile.read(new Source(section.argument(), filled(section)), problems);
          }
          case "folder" -> Files.createDirectories(path);
          case "missing" -> {}
          case "directory" -> Files.createDirectory(path);
          case "bytes" -> Files.write(path, HexFormat.of().parseHex(section.body().strip()));
          case "filled" ->
              Files.writeString(path, " ".repeat(Integer.parseInt(section.body().strip())));
          case "circular" -> Files.createSymbolicLink(path, path.getFileName());
          default -> throw new IllegalArgumentException("no section is called " + section.kind());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (!List.of("file", "folder", "secrets").contains(section.kind())) {
        Source.read(path, problems);
      }
    }

    private static String filled(Section section) {
      return REPETITION
          .matcher(section.body())
          .replaceAll(r -> quoteReplacement(r.group(2).repeat(Integer.parseInt(r.group(1)))));
    }

    private Source source(Section section) {
      var text = filled(section);
      sources.put(section.argument(), text);
      return new Source(section.argument(), text);
    }
  }
}
