package dev.taskdock.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// The program.
public final class Main {
  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      // Before picocli is loaded: scripts ask this often, and it is three words.
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)
          .println("taskdock " + version());
      return;
    }
    int code = CommandLines.execute(arguments);
    System.exit(code);
  }

  /// The version of this program.
  static String version() {
    try (var in = Main.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        return "unknown";
      }
      var line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "unknown" : line.substring(line.indexOf('=') + 1);
    } catch (IOException _) {
      return "unknown";
    }
  }
}
