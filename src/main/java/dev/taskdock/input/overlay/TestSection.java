package dev.taskdock.input.overlay;

import static dev.taskdock.problem.Code.TD1060;
import static dev.taskdock.problem.Code.TD1061;

import dev.taskdock.input.Fields;
import dev.taskdock.input.Findings;
import dev.taskdock.input.Node;
import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ServiceName;
import dev.taskdock.probe.Aim;
import dev.taskdock.probe.HttpAsk;
import dev.taskdock.probe.HttpReply;
import dev.taskdock.probe.Probe;
import dev.taskdock.probe.Spans;
import dev.taskdock.probe.Trial;
import dev.taskdock.probe.Words;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads `tests` of `taskdock.yaml`, once the rest of the project is known.
///
/// @param containers the names there are
/// @param services the names there are; none where one task is tested alone
/// @param balancers the names there are
public record TestSection(List<String> containers, List<String> services, List<String> balancers) {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration DEPLOYMENT = Duration.ofMinutes(5);
  private static final Duration REPLACEMENT = Duration.ofMinutes(2);
  private static final Pattern STATUS = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

  public TestSection {
    containers = List.copyOf(containers);
    services = List.copyOf(services);
    balancers = List.copyOf(balancers);
  }

  /// The probes in the order written, after telling what cannot be read.
  public List<Probe> read(List<Node.Mapping> tests, Problems problems) {
    var findings = new Findings(problems);
    var probes = new ArrayList<Probe>();
    for (var entry : tests) {
      var test = Fields.of(entry, findings);
      Overlay.tellUnknown(test, TestKind.keys());
      var kinds = test.members().stream().filter(m -> TestKind.of(m.name()).isPresent()).toList();
      if (kinds.size() == 1) {
        probe(test, kinds.getFirst()).ifPresent(probes::add);
      } else {
        test.add(
            Diagnostic.error(
                    TD1060, kinds.isEmpty() ? "a test of no kind" : "a test of more than one kind")
                .at(test.location())
                .because(
                    "Each entry of \"tests\" has one of "
                        + String.join(", ", TestKind.keys().subList(1, TestKind.keys().size()))
                        + ".")
                .fixedBy("write, as an example, - http: {path: /, status: 200}"));
      }
    }
    findings.tellRepeated();
    return probes;
  }

  private Optional<Probe> probe(Fields test, Node.Member member) {
    var kind = TestKind.of(member.name()).orElseThrow();
    // `stops:` alone says all there is to say.
    var fields = member.value().isEmpty() ? Optional.of(test) : test.objectAt(member);
    return fields
        .flatMap(inner -> {
          if (inner != test) {
            Overlay.tellUnknown(inner, kind.members());
          }
          return new Entry(inner).trial(kind);
        })
        .map(trial -> {
          var probe = Probe.of(trial, Optional.of(member.nameLocation()));
          return test.text(TestKind.NAME)
              .map(name -> new Probe(name, probe.location(), trial))
              .orElse(probe);
        });
  }

  /// One test being read.
  private final class Entry {
    private final Fields fields;

    Entry(Fields fields) {
      this.fields = fields;
    }

    Optional<Trial> trial(TestKind kind) {
      return switch (kind) {
        case HTTP -> http();
        case TCP -> aim().map(aim -> new Trial.Tcp(aim, span("within", SOON)));
        case REJECTS -> rejects();
        case EXEC -> exec();
        case LOG -> log();
        case DNS -> dns();
        case METADATA ->
            container("container")
                .map(c ->
                    new Trial.Metadata(
                        c, fields.text("path").orElse(""), fields.textsByName("json")));
        case EXITS ->
            container("container")
                .map(c -> new Trial.Exits(c, exitCode(), span("within", REPLACEMENT)));
        case REPLACED ->
            Optional.of(
                new Trial.Replaced(
                    service(),
                    fields.has("container") ? container("container") : Optional.empty(),
                    span("within", REPLACEMENT)));
        case ROLLS ->
            Optional.of(
                new Trial.Rolls(
                    service(),
                    new Aim.Balancer(balancer(), port()),
                    fields.text("path").orElse("/"),
                    span("within", DEPLOYMENT)));
        case STOPS -> Optional.of(new Trial.Stops(span("within", Duration.ofSeconds(30))));
      };
    }

    private Optional<Trial> http() {
      var path = fields.text("path").orElse("/");
      if (!path.startsWith("/")) {
        fault("path", Quoted.of(path) + " does not begin with \"/\"", "write \"/" + path + "\"");
        return Optional.empty();
      }
      var redirect = fields.text("redirect");
      var status = status(redirect.isPresent() ? "300-399" : "200-299");
      var reply =
          status.map(range ->
              new HttpReply(
                  range.first(),
                  range.last(),
                  fields.textsByName("header"),
                  words(),
                  pointers(),
                  redirect,
                  fields.has("within") ? Optional.of(span("within", SOON)) : Optional.empty()));
      var ask =
          new HttpAsk(
              protocol(),
              fields.text("method").orElse("GET"),
              path,
              fields.textsByName("headers"),
              fields.text("body").orElse(""));
      return aim().flatMap(aim -> reply.map(due -> new Trial.Http(aim, ask, due)));
    }

    private Optional<HttpAsk.Protocol> protocol() {
      var text = fields.text("protocol");
      var known = Stream.of(HttpAsk.Protocol.values());
      var protocol = text.flatMap(t -> known.filter(p -> p.name().equals(t)).findFirst());
      if (text.isPresent() && protocol.isEmpty()) {
        fault("protocol", Quoted.of(text.get()) + " is no protocol", "write HTTP or HTTPS");
      }
      return protocol;
    }

    private Optional<Trial> rejects() {
      var port = port();
      if (port.isEmpty()) {
        needed("port");
        return Optional.empty();
      }
      return Optional.of(
          new Trial.Rejects(
              fields.has("from") ? container("from") : Optional.empty(),
              fields.text("host"),
              fields.has("container") ? container("container") : Optional.empty(),
              port.getAsInt()));
    }

    private Optional<Trial> exec() {
      var command = fields.texts("command", "[\"sh\", \"-c\", \"…\"]");
      if (command.isEmpty()) {
        missing("command");
      }
      return container("container")
          .filter(_ -> !command.isEmpty())
          .map(c -> new Trial.Exec(c, command, exitCode(), words()));
    }

    private Optional<Trial> log() {
      var words = words();
      if (words.isAny()) {
        missing("contains");
        return Optional.empty();
      }
      var container =
          fields.has("container") ? container("container") : Optional.<ContainerName>empty();
      return Optional.of(new Trial.Log(container, words, span("within", SOON)));
    }

    private Optional<Trial> dns() {
      var name = fields.text("name");
      if (name.isEmpty()) {
        missing("name");
      }
      return container("container")
          .flatMap(c ->
              name.map(n ->
                  new Trial.Dns(
                      c,
                      n,
                      !fields.has("resolves") || fields.flag("resolves").orElse(true),
                      fields.text("address"))));
    }

    private Optional<Aim> aim() {
      var port = port();
      if (!fields.has("container")) {
        return Optional.of(new Aim.Balancer(balancer(), port));
      }
      if (port.isEmpty()) {
        needed("port");
        return Optional.empty();
      }
      return container("container").map(c -> new Aim.Container(c, port.getAsInt()));
    }

    private Optional<ContainerName> container(String member) {
      var name = fields.text(member);
      if (name.isEmpty()) {
        missing(member);
      }
      return name.filter(n -> isKnown(member, n, "container", containers))
          .filter(ContainerName::isValid)
          .map(ContainerName::new);
    }

    private Optional<ServiceName> service() {
      return fields
          .text("service")
          .filter(n -> services.isEmpty() || isKnown("service", n, "service", services))
          .filter(ServiceName::isValid)
          .map(ServiceName::new);
    }

    private Optional<String> balancer() {
      return fields
          .text("loadBalancer")
          .filter(
              n -> balancers.isEmpty() || isKnown("loadBalancer", n, "load balancer", balancers));
    }

    private boolean isKnown(String member, String name, String what, List<String> known) {
      if (known.contains(name)) {
        return true;
      }
      fields.add(
          Diagnostic.error(TD1061, "there is no " + what + " " + Quoted.of(name))
              .at(fields.locationOf(member))
              .because(
                  "There " + (known.size() == 1 ? "is " : "are ") + String.join(", ", known) + ".")
              .fixedBy(
                  Nearest.of(name, known)
                      .map(near -> "write " + Quoted.of(near))
                      .orElse("name one of them")));
      return false;
    }

    private OptionalInt port() {
      var port = fields.whole("port");
      if (port.isPresent() && (port.getAsLong() < 1 || port.getAsLong() > 65_535)) {
        fault("port", port.getAsLong() + " is no port", "write a number from 1 to 65535");
        return OptionalInt.empty();
      }
      return port.isPresent() ? OptionalInt.of((int) port.getAsLong()) : OptionalInt.empty();
    }

    private int exitCode() {
      return (int) fields.whole("exitCode").orElse(0);
    }

    private Duration span(String member, Duration otherwise) {
      var text = scalar(member);
      var span = text.flatMap(Spans::parse);
      if (text.isPresent() && span.isEmpty()) {
        fault(
            member,
            Quoted.of(text.get()) + " is no length of time",
            "write seconds as a number, or 500ms, 30s, 2m");
      }
      return span.orElse(otherwise);
    }

    private Optional<StatusRange> status(String otherwise) {
      var text = scalar("status").orElse(otherwise);
      var matcher = STATUS.matcher(text);
      if (!matcher.matches()) {
        fault("status", Quoted.of(text) + " is no status", "write 200, or 200-299");
        return Optional.empty();
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = Optional.ofNullable(matcher.group(2)).map(Integer::parseInt).orElse(first);
      if (last < first) {
        fault("status", Quoted.of(text) + " is no range", "write the lower status first");
        return Optional.empty();
      }
      return Optional.of(new StatusRange(first, last));
    }

    private Words words() {
      return new Words(list("contains"), list("matches").stream().filter(this::isPattern).toList());
    }

    private boolean isPattern(String text) {
      var wrong = Words.fault(text);
      wrong.ifPresent(why ->
          fault("matches", Quoted.of(text) + " is no expression of RE2", "correct it: " + why));
      return wrong.isEmpty();
    }

    private Map<String, String> pointers() {
      var json = fields.textsByName("json");
      json.keySet().stream()
          .filter(pointer -> !pointer.isEmpty() && !pointer.startsWith("/"))
          .forEach(pointer ->
              fault(
                  "json",
                  Quoted.of(pointer) + " is no JSON pointer",
                  "write it as RFC 6901 does: /members/0/name"));
      return json;
    }

    /// One text, or a list of them.
    private List<String> list(String member) {
      var one = scalar(member);
      return one.isPresent() ? List.of(one.get()) : fields.texts(member, "[\"text\"]");
    }

    private Optional<String> scalar(String member) {
      return fields.members().stream()
          .filter(m -> m.name().equals(member))
          .map(Node.Member::value)
          .filter(Node.Scalar.class::isInstance)
          .map(value -> ((Node.Scalar) value).text())
          .filter(text -> !text.isEmpty())
          .findFirst();
    }

    /// One that is there and wrong has been told.
    private void needed(String member) {
      if (!fields.has(member)) {
        missing(member);
      }
    }

    private void missing(String member) {
      fields.add(
          Diagnostic.error(TD1060, "a test without " + Quoted.of(member))
              .at(fields.location())
              .because("Without it the test does not say what is tried.")
              .fixedBy("add " + Quoted.of(member)));
    }

    private void fault(String member, String what, String fix) {
      fields.add(Diagnostic.error(TD1060, what).at(fields.locationOf(member)).fixedBy(fix));
    }
  }

  private record StatusRange(int first, int last) {}
}
