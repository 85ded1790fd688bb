package dev.taskdock.cli;

import dev.taskdock.launch.Publishing;
import dev.taskdock.model.Protocol;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `-p [HOST:]CONTAINER[/udp]`.
final class PortOption implements ITypeConverter<Publishing.Asked> {
  private static final Pattern SHAPE = Pattern.compile("(?:(\\d{1,5}):)?(\\d{1,5})(?:/(tcp|udp))?");

  @Override
  public Publishing.Asked convert(String text) {
    var matcher = SHAPE.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("'" + text + "' is not [HOST:]CONTAINER, as in 8080:80");
    }
    var host =
        matcher.group(1) == null
            ? OptionalInt.empty()
            : OptionalInt.of(port(matcher.group(1), text));
    var protocol = "udp".equals(matcher.group(3)) ? Protocol.UDP : Protocol.TCP;
    return new Publishing.Asked(host, port(matcher.group(2), text), protocol);
  }

  private static int port(String digits, String text) {
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new TypeConversionException("'" + text + "': a port is 1 to 65535");
    }
    return port;
  }
}
