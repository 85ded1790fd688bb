package dev.taskdock.routing;

import dev.taskdock.model.RuleAction.Redirect;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A redirect action, compiled: the parts of its Location with AWS's placeholders.
///
/// Source: the guide to listener rules, "redirect actions". The port is always written, also where
/// it goes without saying; `#{path}` has no leading slash.
///
/// @param protocol,host,port,path,query the parts of each
record Redirection(
    List<Part> protocol,
    List<Part> host,
    List<Part> port,
    List<Part> path,
    List<Part> query,
    int status) {
  private static final char DELETE = 0x7f;

  private static final Pattern PIECE =
      Pattern.compile("#\\{(?:protocol|host|port|path|query)}|[^#]+|#");

  Redirection {
    protocol = List.copyOf(protocol);
    host = List.copyOf(host);
    port = List.copyOf(port);
    path = List.copyOf(path);
    query = List.copyOf(query);
  }

  /// A piece of a Location.
  sealed interface Part {
    void appendTo(StringBuilder location, Here here);
  }

  record Literal(String text) implements Part {
    @Override
    public void appendTo(StringBuilder location, Here here) {
      location.append(text);
    }
  }

  record Placeholder(BiConsumer<Here, StringBuilder> value) implements Part {
    @Override
    public void appendTo(StringBuilder location, Here here) {
      value.accept(here, location);
    }
  }

  /// What the placeholders stand for.
  record Here(Request request, Door door) {}

  /// @param door where the redirect happens, which knows the ports that stand in for others
  static Redirection of(Redirect redirect, Door door) {
    return new Redirection(
        parts(Ascii.lower(redirect.protocol())),
        parts(redirect.host()),
        parts(door.reachable(redirect.port())),
        parts(redirect.path()),
        parts(redirect.query()),
        redirect.status());
  }

  String location(Request request, Door door) {
    var here = new Here(request, door);
    var location = new StringBuilder(128);
    append(protocol, location, here);
    location.append("://");
    append(host, location, here);
    location.append(':');
    append(port, location, here);
    append(path, location, here);
    int end = location.append('?').length();
    append(query, location, here);
    if (location.length() == end) {
      location.setLength(end - 1);
    }
    return printable(location);
  }

  /// The same with what no header and no terminal should see written as URLs do.
  private static String printable(StringBuilder location) {
    for (int i = 0; i < location.length(); i++) {
      char c = location.charAt(i);
      if (c < ' ' || c == DELETE) {
        location.replace(i, i + 1, String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return location.toString();
  }

  private static void append(List<Part> parts, StringBuilder location, Here here) {
    parts.forEach(part -> part.appendTo(location, here));
  }

  private static List<Part> parts(String template) {
    return Stream.of(PIECE.matcher(template))
        .flatMap(m -> m.results())
        .map(piece -> part(piece.group()))
        .toList();
  }

  private static Part part(String piece) {
    return switch (piece) {
      case "#{protocol}" -> new Placeholder((here, l) -> l.append(here.door.scheme()));
      case "#{host}" -> new Placeholder((here, l) -> l.append(hostOf(here.request)));
      case "#{port}" -> new Placeholder((here, l) -> l.append(here.door.port()));
      case "#{path}" -> new Placeholder((here, l) -> appendPath(here.request, l));
      case "#{query}" -> new Placeholder((here, l) -> l.append(here.request.query()));
      default -> new Literal(piece);
    };
  }

  private static void appendPath(Request request, StringBuilder location) {
    var path = request.path();
    boolean slash = !path.isEmpty() && path.charAt(0) == '/';
    location.append(path, slash ? 1 : 0, path.length());
  }

  /// Who sent no host is on this machine, as everybody here.
  private static String hostOf(Request request) {
    var host = Ascii.lower(Subject.withoutPort(request.host()));
    return host.isEmpty() ? "localhost" : host;
  }
}
