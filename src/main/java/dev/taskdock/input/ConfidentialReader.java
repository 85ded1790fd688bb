package dev.taskdock.input;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.util.Optional;

/// Reads JSON or YAML in which secrets are written. Of a mistake only its kind and place are told:
/// the readers' own words may quote what is there.
public final class ConfidentialReader {
  private ConfidentialReader() {}

  /// The value in `source`, JSON or else YAML; empty where its syntax is broken, after telling so.
  public static Optional<Node> read(Source source, boolean json, Problems problems) {
    var own = new Problems();
    var node = json ? JsonReader.read(source, own) : YamlReader.read(source, own);
    own.all().stream().map(ConfidentialReader::discreet).forEach(problems::add);
    return own.hasErrors() ? Optional.empty() : node;
  }

  private static Diagnostic discreet(Diagnostic diagnostic) {
    var bare =
        Diagnostic.of(diagnostic.severity(), diagnostic.code(), diagnostic.code().title())
            .because("The line is not shown, because secrets stand in this file.");
    return diagnostic.location().map(Location::unquoted).map(bare::at).orElse(bare);
  }
}
