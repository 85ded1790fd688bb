package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD1014;
import static dev.taskdock.problem.Code.TD1016;
import static dev.taskdock.problem.Code.TD1020;
import static dev.taskdock.problem.Code.TD1021;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads the first document of a YAML text into the nodes that JSON gives.
///
/// A plain scalar keeps its source text, and [PlainScalar] tells what it is, so dates, `on` and
/// `0644` stay what they are. A tag of CloudFormation's becomes its long form, `!Sub v` for
/// instance `{"Fn::Sub": v}` and `!Ref v` `{"Ref": v}`.
///
/// Columns are counted in code points here, so characters outside the basic plane shift a caret.
///
/// The tree is made from parser events, not by the library's composer, whose recursion a deeply
/// nested text could exhaust.
public final class YamlReader {
  /// How many nodes of one text may be there again because of aliases, each as often as it is.
  /// Those that are written need no bound but that of the text.
  private static final int MOST_REPEATED = 100_000;

  private final Source source;
  private final Iterator<Event> events;
  private final List<Diagnostic> warnings = new ArrayList<>();
  private final Map<String, Anchored> anchored = new HashMap<>();
  private int depth;
  private int nodes;
  private int repeated;

  /// A node with an anchor, and how many nodes it is.
  private record Anchored(Node node, int weight) {}

  /// Carries a diagnostic out of the recursion to [#read], and no further.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;

    Refused(Diagnostic diagnostic) {
      super(diagnostic.what(), null, false, false);
      this.diagnostic = diagnostic;
    }
  }

  /// What the engine adds to each character that it does not take, of tabs alone rightly.
  private static final Pattern ADVICE =
      Pattern.compile(" \\(Do not use [^\\\\].* for indentation\\)");

  private YamlReader(Source source) {
    this.source = source;
    var settings = LoadSettings.builder().setCodePointLimit(Source.LARGEST + 1).build();
    this.events = new Parse(settings).parseString(source.text()).iterator();
  }

  /// The value in `source`; empty where its syntax is broken, after telling how.
  public static Optional<Node> read(Source source, Problems problems) {
    var reader = new YamlReader(source);
    try {
      var node = reader.document();
      reader.warnings.forEach(problems::add);
      return node;
    } catch (Refused e) {
      problems.add(e.diagnostic);
    } catch (MarkedYamlEngineException e) {
      problems.add(reader.syntax(e));
    } catch (YamlEngineException e) {
      problems.add(
          Diagnostic.error(TD1020, "not YAML: " + firstLine(e.getMessage()))
              .at(Location.startOf(source.file())));
    } catch (NumberFormatException _) {
      // A slip of the engine's, where it looks for the digits of "\\x", "\\u" or "\\U".
      problems.add(
          Diagnostic.error(TD1020, "not YAML: the text ends within an escape").at(reader.end()));
    }
    return Optional.empty();
  }

  /// The first document; null where there is none, which is what an empty document means.
  private Optional<Node> document() {
    Node node = new Node.Scalar(Location.startOf(source.file()), Node.Scalar.Kind.NULL, "");
    int documents = 0;
    while (events.hasNext()) {
      var event = events.next();
      if (event.getEventId() == Event.ID.DocumentStart && ++documents > 1) {
        throw new Refused(
            Diagnostic.error(TD1020, "more than one YAML document")
                .at(location(event))
                .because("Only one would be read.")
                .fixedBy("put each document into a file of its own"));
      }
      if (event instanceof NodeEvent start) {
        node = node(start);
      }
    }
    return Optional.of(node);
  }

  private Node node(NodeEvent event) {
    nodes++;
    if (event instanceof AliasEvent alias) {
      return aliased(alias);
    }
    int before = nodes;
    var node = depth < JsonReader.DEEPEST ? fresh(event) : refuseDepth(event);
    event
        .getAnchor()
        .ifPresent(
            anchor -> anchored.put(anchor.getValue(), new Anchored(node, nodes - before + 1)));
    return node;
  }

  private Node fresh(NodeEvent event) {
    depth++;
    var node =
        switch (event) {
          case MappingStartEvent start -> tagged(mapping(start), start.getTag().orElse(""));
          case SequenceStartEvent start -> tagged(sequence(start), start.getTag().orElse(""));
          case ScalarEvent scalar -> tagged(scalar(scalar), scalar.getTag().orElse(""));
          default -> throw new IllegalStateException("a node cannot begin with " + event);
        };
    depth--;
    return node;
  }

  private Node mapping(MappingStartEvent start) {
    var members = new ArrayList<Node.Member>();
    for (var event = events.next(); event instanceof NodeEvent key; event = events.next()) {
      members.add(member(key));
    }
    warnings.addAll(Repetitions.in(members));
    return new Node.Mapping(location(start), members);
  }

  private Node.Member member(NodeEvent key) {
    if (node(key) instanceof Node.Scalar name) {
      return new Node.Member(name.text(), name.location(), node((NodeEvent) events.next()));
    }
    throw new Refused(
        key.getStartMark()
            .filter(this::isInTemplate)
            .map(this::template)
            .orElseGet(() ->
                Diagnostic.error(TD1020, "not usable YAML: a list or an object as a key")
                    .at(location(key))
                    .fixedBy("write a name before the colon")));
  }

  private Node sequence(SequenceStartEvent start) {
    var items = new ArrayList<Node>();
    for (var event = events.next(); event instanceof NodeEvent item; event = events.next()) {
      items.add(node(item));
    }
    return new Node.Sequence(location(start), items);
  }

  private Node scalar(ScalarEvent event) {
    boolean plain = event.isPlain() && event.getTag().isEmpty();
    var kind = plain ? PlainScalar.kind(event.getValue()) : Node.Scalar.Kind.TEXT;
    return new Node.Scalar(location(event), kind, event.getValue());
  }

  /// `!X v` as `{"Fn::X": v}`; YAML's own tags change nothing here.
  private static Node tagged(Node node, String tag) {
    boolean standard = !tag.startsWith("!") || tag.length() == 1;
    if (standard) {
      return node;
    }
    boolean bare = tag.equals("!Ref") || tag.equals("!Condition");
    var name = (bare ? "" : "Fn::") + tag.substring(1);
    return new Node.Mapping(node.location(), List.of(new Node.Member(name, node.location(), node)));
  }

  private Node aliased(AliasEvent alias) {
    var anchor = anchored.get(alias.getAlias().getValue());
    if (anchor == null) {
      throw new Refused(
          // Its name is not told: a secret that begins with "*" looks like one.
          Diagnostic.error(TD1020, "not YAML: no anchor of this name before it")
              .at(location(alias).unquoted())
              .fixedBy("define it first, or write a text that begins with * in quotes"));
    }
    nodes += anchor.weight();
    repeated += anchor.weight();
    if (repeated > MOST_REPEATED) {
      throw new Refused(
          Diagnostic.error(TD1021, "aliases of more than " + MOST_REPEATED + " values")
              .at(location(alias))
              .because("Aliases of aliases multiply; a file that large would exhaust memory.")
              .fixedBy("write the values out, or use fewer aliases"));
    }
    return anchor.node();
  }

  private Node refuseDepth(Event event) {
    throw new Refused(
        Diagnostic.error(TD1014, "nested more than " + JsonReader.DEEPEST + " levels deep")
            .at(location(event)));
  }

  private Location location(Event event) {
    var start = event.getStartMark().orElseThrow();
    var end = event.getEndMark().orElse(start);
    boolean oneLine = event instanceof ScalarEvent && start.getLine() == end.getLine();
    int length = oneLine ? Math.max(1, end.getIndex() - start.getIndex()) : 1;
    return locate(start, length);
  }

  /// The last two characters.
  private Location end() {
    var lines = source.text().lines().toList();
    var last = lines.getLast();
    int column = Math.max(1, last.codePointCount(0, last.length()) - 1);
    return new Location(source.file(), lines.size(), column, 2);
  }

  /// A carriage return alone ends a line; the engine notices where something follows it.
  private boolean isAfterLastReturn(Mark mark) {
    var text = source.text();
    return text.endsWith("\r") && mark.getIndex() == text.codePointCount(0, text.length());
  }

  private Location locate(Mark mark, int length) {
    if (mark.getColumn() > 0 && isAfterLastReturn(mark)) {
      return new Location(source.file(), mark.getLine() + 2, 1, length);
    }
    return new Location(source.file(), mark.getLine() + 1, mark.getColumn() + 1, length);
  }

  private Diagnostic syntax(MarkedYamlEngineException e) {
    var mark = e.getProblemMark().or(e::getContextMark);
    if (mark.filter(this::isInTemplate).isPresent()) {
      return template(mark.get());
    }
    var diagnostic =
        Diagnostic.error(
                TD1020, "not YAML: " + ADVICE.matcher(firstLine(e.getProblem())).replaceFirst(""))
            .at(mark.map(m -> locate(m, 1)).orElse(Location.startOf(source.file())));
    return e.getContextMark()
        .map(m -> diagnostic.seeAlso(locate(m, 1), firstLine(e.getContext())))
        .orElse(diagnostic);
  }

  /// Whether the engine stopped within what a tool fills in: `{% if x %}`, `${X}` among brackets.
  private boolean isInTemplate(Mark mark) {
    var text = source.text();
    int points = text.codePointCount(0, text.length());
    int at = text.offsetByCodePoints(0, Math.min(mark.getIndex(), points));
    return Stream.of("{%", "{{", "${").anyMatch(begin -> text.startsWith(begin, at - 1));
  }

  private Diagnostic template(Mark mark) {
    boolean jinja = source.text().contains("{%");
    return Diagnostic.error(TD1016, "a template that is not filled in yet")
        .at(locate(mark, 1))
        .because("A tool fills such places in before AWS sees the file.")
        .fixedBy(
            jinja
                ? "render it first, as in: jinja2 FILE > rendered.yaml"
                : "fill it in first, or put it in quotes");
  }

  private static String firstLine(@Nullable String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
