package dev.taskdock.input.overlay;

import static dev.taskdock.problem.Code.TD1053;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.model.HookStandIn;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Quoted;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The `hooks` of `taskdock.yaml`: what is asked in the place of functions.
///
/// ```
/// hooks:
///   smoke-test: {command: [./smoke.sh, --quick]}
///   arn:aws:lambda:eu-west-1:123456789012:function:approve: {url: "http://127.0.0.1:9000/"}
/// ```
///
/// @param folder where commands run
record HookSection(Path folder) {
  private static final List<String> KEYS = List.of("command", "url");

  /// The stand-ins by the ARN or the name of a function.
  Map<String, HookStandIn> read(Fields section) {
    var standIns = new LinkedHashMap<String, HookStandIn>();
    for (var member : section.members()) {
      section
          .objectAt(member)
          .flatMap(fields -> standIn(fields, member))
          .ifPresent(standIn -> standIns.put(member.name(), standIn));
    }
    return standIns;
  }

  private Optional<HookStandIn> standIn(Fields fields, Node.Member member) {
    Overlay.tellUnknown(fields, KEYS);
    var words = fields.texts("command", "./check.sh");
    var url = fields.text("url");
    if (words.isEmpty() == url.isEmpty()) {
      tell(
          fields,
          member.nameLocation(),
          (url.isEmpty() ? "neither command nor url" : "both command and url")
              + " for "
              + Quoted.of(member.name()));
      return Optional.empty();
    }
    return url.isEmpty()
        ? Optional.of(new HookStandIn.Command(words, folder.toString()))
        : url.flatMap(HookSection::uri)
            .or(() -> {
              tell(
                  fields,
                  fields.locationOf("url"),
                  Quoted.of(url.get()) + " is no URL of a server");
              return Optional.empty();
            })
            .map(HookStandIn.Server::new);
  }

  private static Optional<URI> uri(String text) {
    try {
      var uri = new URI(text);
      boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return Optional.of(uri).filter(u -> isHttp && u.getHost() != null);
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static void tell(Fields fields, Location at, String what) {
    fields.add(
        Diagnostic.error(TD1053, what)
            .at(at)
            .because("A program or a server is asked in the place of the function of a hook.")
            .fixedBy("write {command: [./check.sh]} or {url: \"http://127.0.0.1:9000/\"}"));
  }
}
