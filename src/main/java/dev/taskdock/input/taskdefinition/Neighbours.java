package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2089;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ContainerName;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Containers that look for a sibling by its name, which works with compose and not on Fargate.
///
/// Only what can hardly mean anything else is told: `NAME:PORT`, `//NAME`, an option like `--host
/// NAME`, and a variable like `DB_HOST` that is the name. Values are never quoted.
final class Neighbours {
  /// Smaller numbers after a colon are tags of images.
  private static final int SMALLEST_PORT = 80;

  private static final Pattern HOST_VARIABLE =
      Pattern.compile(".*(HOST|HOSTNAME|SERVER|ADDR|ADDRESS|ENDPOINT|UPSTREAM|BACKEND)");
  private static final Pattern HOST_OPTION = Pattern.compile("-h|--(?:[a-z]+-)*+host(?:name)?");

  private final Draft looking;
  private final Draft sibling;
  private final String name;

  private Neighbours(Draft looking, Draft sibling) {
    this.looking = looking;
    this.sibling = sibling;
    this.name = sibling.name().map(ContainerName::name).orElseThrow();
  }

  /// Tells each text of a container in which a sibling is looked for.
  static void tell(List<Draft> drafts) {
    for (var looking : drafts) {
      var variables = looking.fields().objectsBy("name", "environment");
      for (var sibling : drafts) {
        boolean other = !looking.title().equals(sibling.title());
        if (other && sibling.name().filter(name -> !name.name().equals("localhost")).isPresent()) {
          new Neighbours(looking, sibling).tellVariables(variables);
        }
      }
    }
  }

  private void tellVariables(List<Fields> variables) {
    var fields = looking.fields();
    for (var entry : variables) {
      var value = entry.anyText("value").orElse("");
      boolean host = value.equals(name) && isForHost(entry.text("name").orElse(""));
      portIn(value)
          .or(() -> host ? Optional.of(port()) : Optional.empty())
          .ifPresent(port -> add(entry, entry.locationOf("name"), port));
    }
    tellWords(fields, "entryPoint");
    tellWords(fields, "command");
    fields.object("healthCheck").ifPresent(check -> tellWords(check, "command"));
  }

  private static boolean isForHost(String variable) {
    return HOST_VARIABLE.matcher(variable.toUpperCase(Locale.ROOT)).matches();
  }

  private void tellWords(Fields fields, String member) {
    var words = new ArrayList<>(fields.texts(member, "[]"));
    for (int i = 0; i < words.size(); i++) {
      boolean host =
          words.get(i).equals(name) && i > 0 && HOST_OPTION.matcher(words.get(i - 1)).matches();
      var found = portIn(words.get(i)).or(() -> host ? Optional.of(port()) : Optional.empty());
      if (found.isPresent()) {
        add(fields, fields.locationOf(member), found.get());
        return;
      }
    }
  }

  /// `:PORT` where `text` looks for the sibling, empty text where it names no port.
  private Optional<String> portIn(String text) {
    if (!text.contains(name)) {
      return Optional.empty();
    }
    var quoted = Pattern.quote(name);
    var withPort =
        Pattern.compile("(?:^|//|[^\\w./-])" + quoted + ":(\\d{2,5})(?![\\w.:-])").matcher(text);
    while (withPort.find()) {
      int port = Integer.parseInt(withPort.group(1));
      if (port >= SMALLEST_PORT) {
        return Optional.of(":" + port);
      }
    }
    var option = "(?:^|\\s)(?:-h|--(?:[a-z]+-)*+host(?:name)?)[ =]" + quoted + "(?=$|\\s)";
    var asHost = "://(?:[^/\\s@]*@)?" + quoted + "(?=$|[/?#\\s\"'])";
    return Pattern.compile(option + "|" + asHost).matcher(text).find()
        ? Optional.of(port())
        : Optional.empty();
  }

  /// `:PORT` of the one port that the sibling declares.
  private String port() {
    var ports = sibling.ports();
    return ports.size() == 1 && !ports.getFirst().isRange()
        ? ":" + ports.getFirst().mapping().first()
        : "";
  }

  private void add(Fields fields, Location where, String port) {
    fields.add(
        Diagnostic.warning(TD2089, looking.title() + " looks for " + Quoted.of(name) + " by name")
            .at(where)
            .because(
                "Names of containers are no host names on Fargate; a task has one address for all.")
            .fixedBy("write 127.0.0.1" + port + " for it"));
  }
}
