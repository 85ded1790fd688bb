package dev.taskdock.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Does once what commands do, so that the AOT cache that is recorded meanwhile holds their
/// classes.
@Command(name = "warm-up", hidden = true, description = "Load what commands load.")
final class WarmUpCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    var sample = Path.of(System.getProperty("taskdock.home", "."), "samples/one-off/taskdef.json");
    var file = Files.exists(sample) ? sample.toString() : "-";
    for (var arguments :
        List.of(
            new String[] {"validate", file},
            new String[] {"validate", "--json", file},
            new String[] {"plan", file},
            new String[] {"ps"},
            new String[] {"ps", "--json"},
            new String[] {"--help"})) {
      var nowhere = new ByteArrayOutputStream();
      var terminal =
          new Terminal(
              nowhere, new PrintStream(nowhere, false, StandardCharsets.UTF_8), false, false);
      CommandLines.execute(terminal, arguments);
    }
    return ExitCode.FINE;
  }
}
