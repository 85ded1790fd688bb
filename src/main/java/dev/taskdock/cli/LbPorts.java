package dev.taskdock.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What `--lb-port LISTENER=HERE` asks for.
///
/// @param listener the declared port
/// @param here the port on this machine
record LbPorts(int listener, int here) {
  private static final Pattern SHAPE = Pattern.compile("(\\d{1,5})=(\\d{1,5})");

  /// How the option is called, and what its values look like.
  static final String LABEL = "LISTENER=PORT";

  static final String DESCRIPTION = "Another port for a listener, as in 80=8080. Repeatable.";

  /// Reads one.
  static ITypeConverter<LbPorts> converter() {
    return text -> {
      var matcher = SHAPE.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + text + "' is not LISTENER=PORT, as in 80=8080");
      }
      return new LbPorts(port(matcher.group(1), text), port(matcher.group(2), text));
    };
  }

  /// By the listener's port.
  ///
  /// @throws Rejected when there is no such listener, or two are to be at one port; that has been
  ///   said
  static Map<Integer, Integer> of(List<LbPorts> asked, List<Integer> among, Terminal terminal)
      throws Rejected {
    var declared = among.stream().sorted().toList();
    var ports = new HashMap<Integer, Integer>();
    for (var one : asked) {
      if (!declared.contains(one.listener())) {
        var there =
            declared.isEmpty()
                ? "none is declared"
                : "there are "
                    + String.join(", ", declared.stream().map(port -> port + "").toList());
        throw refused(terminal, "no listener has port %d; %s".formatted(one.listener(), there));
      }
      if (ports.containsValue(one.here())) {
        throw refused(terminal, "two listeners cannot be at port " + one.here());
      }
      ports.put(one.listener(), one.here());
    }
    return ports;
  }

  /// The port of `--metrics-port`, if one was given.
  ///
  /// @throws Rejected when it is none; that has been said
  static OptionalInt metrics(@Nullable Integer port, Terminal terminal) throws Rejected {
    if (port == null) {
      return OptionalInt.empty();
    }
    if (port < 1 || port > 65_535) {
      terminal.err().println("taskdock: --metrics-port: a port is 1 to 65535");
      throw new Rejected();
    }
    return OptionalInt.of(port);
  }

  private static Rejected refused(Terminal terminal, String why) {
    terminal.err().println("taskdock: --lb-port: " + why);
    return new Rejected();
  }

  private static int port(String digits, String text) {
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new TypeConversionException("'" + text + "': a port is 1 to 65535");
    }
    return port;
  }
}
