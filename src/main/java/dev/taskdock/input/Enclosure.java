package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD3022;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A folder that the paths in somebody's files must not lead out of: not by `..`, not from the
/// root, not by a link.
public record Enclosure(Path folder) {
  private static final String MANIFEST = "manifest.json";

  /// That of the assembly of the CDK which `folder` belongs to: stages share what the whole has.
  public static Enclosure ofAssembly(Path folder) {
    var whole = folder.toAbsolutePath().normalize();
    while (whole.getParent() != null
        && Files.isRegularFile(whole.resolve(MANIFEST))
        && Files.isRegularFile(whole.getParent().resolve(MANIFEST))) {
      whole = whole.getParent();
    }
    return new Enclosure(whole);
  }

  /// Whether `path` lies in the folder, and so does what it leads to.
  public boolean holds(Path path) {
    var there = path.toAbsolutePath().normalize();
    return there.startsWith(folder.toAbsolutePath().normalize())
        && real(there).startsWith(real(folder.toAbsolutePath().normalize()));
  }

  /// Tells that `text` leads out of the folder.
  public static void tell(String text, Location at, Problems problems) {
    problems.add(
        Diagnostic.error(TD3022, Quoted.of(text) + " leads out of its folder")
            .at(at)
            .because("What a file names is read only where that file and its like lie.")
            .fixedBy("lay it beside the file that names it"));
  }

  /// Where `path` leads to: of what does not exist, where the first folder above it that does.
  private static Path real(Path path) {
    for (var there = path; there != null; there = there.getParent()) {
      try {
        if (Files.exists(there)) {
          return there.toRealPath().resolve(there.relativize(path)).normalize();
        }
      } catch (IOException _) {
        // Then the folder above it says where it is.
      }
    }
    return path;
  }
}
