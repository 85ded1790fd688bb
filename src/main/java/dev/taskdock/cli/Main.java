package dev.taskdock.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The program.
public final class Main {
  private Main() {}

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] arguments) {
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      printVersion();
      return;
    }
    mark("main");
    int code = CommandLines.execute(arguments);
    // Nothing of ours waits for the JVM's end, and System.exit would look through every jar for a
    // logger to tell of it: a third of the time that a short command takes.
    Runtime.getRuntime().halt(code);
  }

  /// Tells `scripts/bench` when something was reached, by the clock that processes share.
  private static void mark(String name) {
    if (Boolean.getBoolean("taskdock.marks")) {
      var line = "mark ".concat(name).concat(" ").concat(Long.toString(System.nanoTime()));
      System.err.println(line);
    }
  }

  /// Before picocli is loaded, and with as few classes as can be: scripts ask this often.
  private static void printVersion() {
    var line = "taskdock ".concat(version()).concat("\n");
    try (var out = new FileOutputStream(FileDescriptor.out)) {
      out.write(line.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // Nobody listens any more.
    }
  }

  /// The version of this program: the launcher has told it, which saves opening the jar for it.
  static String version() {
    var told = System.getProperty("taskdock.version");
    return told == null ? ownVersion() : told;
  }

  private static String ownVersion() {
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
