package dev.taskdock.cli;

import dev.taskdock.input.Fields;
import dev.taskdock.problem.Masked;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `taskdock lb why`: which rule takes a request, and which condition of each other does not hold.
/// Nothing is sent.
@Command(name = "why", description = "Say which rule takes a request, and why others do not.")
final class LbWhyCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "URL", description = "As a client would ask: http://HOST[:PORT]/PATH.")
  private String url = "";

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      description = "A header.")
  private List<String> headers = List.of();

  @Option(
      names = {"-X", "--request"},
      paramLabel = "METHOD",
      description = "Not GET, but this.")
  private String method = "GET";

  @Option(names = "--json", description = "One object.")
  private boolean json;

  @Option(names = "--project", paramLabel = "NAME", description = "Whose, if several are up.")
  private @Nullable String project;

  LbWhyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    var request = request();
    return ControlLine.of(Optional.ofNullable(project), terminal).ask(request, this::print);
  }

  private Map<String, Object> request() throws Rejected {
    var asked = parsed();
    var request = ControlLine.request(FrontAnswers.WHY);
    boolean tls = "https".equals(asked.getScheme());
    var host = asked.getRawAuthority();
    var others = new ArrayList<Map<String, String>>();
    for (var header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw refused("-H takes 'NAME: VALUE', not " + header);
      }
      var name = header.substring(0, colon).strip();
      var value = header.substring(colon + 1).strip();
      if (name.toLowerCase(Locale.ROOT).equals("host")) {
        host = value;
      }
      others.add(ordered(name, value));
    }
    request.put("method", method);
    request.put("port", asked.getPort() > 0 ? asked.getPort() : tls ? 443 : 80);
    request.put("host", host);
    request.put("path", asked.getRawPath().isEmpty() ? "/" : asked.getRawPath());
    request.put("query", Optional.ofNullable(asked.getRawQuery()));
    request.put("headers", others);
    return request;
  }

  private static Map<String, String> ordered(String name, String value) {
    var header = new LinkedHashMap<String, String>();
    header.put("name", name);
    header.put("value", value);
    return header;
  }

  private URI parsed() throws Rejected {
    try {
      var asked = new URI(url.contains("://") ? url : "http://" + url);
      if (asked.getHost() != null) {
        return asked;
      }
    } catch (URISyntaxException _) {
      // Told below.
    }
    throw refused("not a URL: " + url);
  }

  private Rejected refused(String why) {
    terminal.err().println(Masked.visible("taskdock: " + why));
    return new Rejected();
  }

  private void print(String answer) {
    var data = terminal.data();
    if (json) {
      data.println(answer);
    } else {
      ControlLine.fields(answer)
          .ifPresent(f -> lines(f).forEach(line -> data.println(Masked.visible(line))));
    }
    data.flush();
  }

  private static List<String> lines(Fields answer) {
    var lines = new ArrayList<String>();
    lines.add(
        "%s, port %s"
            .formatted(
                answer.text("LoadBalancerName").orElse(""), answer.anyText("Port").orElse("")));
    for (var rule : answer.objects("Refused")) {
      lines.add(
          "  rule %s does not apply: %s"
              .formatted(
                  rule.text("Priority").orElse(""),
                  String.join("; ", FrontAnswers.texts(rule, "Failures"))));
    }
    var priority = answer.text("Priority").orElse("");
    lines.add(
        "  %s applies: %s"
            .formatted(
                priority.equals("default") ? "the default rule" : "rule " + priority,
                answer.text("Action").orElse("")));
    FrontAnswers.texts(answer, "TargetGroups").forEach(group -> lines.add("    " + group));
    return lines;
  }
}
