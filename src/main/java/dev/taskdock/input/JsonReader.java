package dev.taskdock.input;

import static dev.taskdock.problem.Code.TD1011;
import static dev.taskdock.problem.Code.TD1014;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Place;
import dev.taskdock.problem.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads JSON (RFC 8259) into nodes.
///
/// Comments and trailing commas are refused, as AWS's clients refuse them, and then read over, so
/// that the mistakes behind them are told in the same run. Any other mistake of syntax ends the
/// reading.
public final class JsonReader {
  /// How many lists and objects may be open at once; task definitions need eight.
  static final int DEEPEST = 100;

  private final Source source;
  private final Problems problems;

  /// Lists and objects whose end has not been seen, innermost first.
  private final Deque<Opened> open = new ArrayDeque<>();

  private final List<Diagnostic> warnings = new ArrayList<>();

  /// Where one begins, and what it is in the one around it: a member's name, or else an index.
  private record Opened(@Nullable String name, int index, Location start) {}

  private JsonReader(Source source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /// The value in `source`; empty where its syntax is broken, after telling how.
  public static Optional<Node> read(Source source, Problems problems) {
    var reader = new JsonReader(source, problems);
    var node = reader.read(Leniency.NONE);
    reader.warnings.forEach(problems::add);
    return node;
  }

  private Optional<Node> read(Leniency leniency) {
    open.clear();
    warnings.clear();
    try (var parser = factory(leniency).createParser(source.text().toCharArray())) {
      parser.nextToken();
      var node = node(parser, null, 0);
      if (parser.nextToken() == null) {
        return Optional.of(node);
      }
      problems.add(JsonMistake.somethingFollows(start(parser)));
    } catch (JsonEOFException _) {
      problems.add(endsEarly());
    } catch (StreamConstraintsException _) {
      problems.add(tooDeep());
    } catch (JsonProcessingException e) {
      int offset = Math.clamp(e.getLocation().getCharOffset(), 0, source.text().length());
      if (source.text().substring(offset).isBlank()) {
        problems.add(endsEarly());
        return Optional.empty();
      }
      var mistake = JsonMistake.at(source, offset, leniency);
      problems.add(mistake.diagnostic());
      return mistake.next().flatMap(this::read);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    return Optional.empty();
  }

  private static JsonFactory factory(Leniency leniency) {
    boolean comments = leniency != Leniency.NONE;
    return JsonFactory.builder()
        // One file, one parser: a pool of buffers would only have to be set up.
        .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
        .configure(JsonReadFeature.ALLOW_JAVA_COMMENTS, comments)
        .configure(JsonReadFeature.ALLOW_YAML_COMMENTS, comments)
        .configure(JsonReadFeature.ALLOW_TRAILING_COMMA, leniency == Leniency.TRAILING_COMMAS)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxNameLength(Source.LARGEST)
                .maxNumberLength(Source.LARGEST)
                .build())
        .build();
  }

  private Node node(JsonParser parser, @Nullable String name, int index) throws IOException {
    var token = parser.currentToken();
    if (token == null) {
      throw new JsonEOFException(parser, JsonToken.NOT_AVAILABLE, "nothing but comments");
    }
    return switch (token) {
      case START_OBJECT -> mapping(parser, name, index);
      case START_ARRAY -> sequence(parser, name, index);
      case VALUE_STRING -> scalar(parser, Node.Scalar.Kind.TEXT);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> scalar(parser, Node.Scalar.Kind.NUMBER);
      case VALUE_TRUE, VALUE_FALSE -> scalar(parser, Node.Scalar.Kind.BOOLEAN);
      case VALUE_NULL -> scalar(parser, Node.Scalar.Kind.NULL);
      default -> throw new IllegalStateException("a value cannot begin with " + token);
    };
  }

  private Node mapping(JsonParser parser, @Nullable String member, int index) throws IOException {
    var start = start(parser);
    open.push(new Opened(member, index, start));
    var members = new ArrayList<Node.Member>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var name = parser.currentName();
      var nameLocation = start(parser);
      parser.nextToken();
      members.add(new Node.Member(name, nameLocation, node(parser, name, 0)));
    }
    open.pop();
    Repetitions.in(members).forEach(warnings::add);
    return new Node.Mapping(start, members);
  }

  private Node sequence(JsonParser parser, @Nullable String member, int index) throws IOException {
    var start = start(parser);
    open.push(new Opened(member, index, start));
    var items = new ArrayList<Node>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(parser, null, items.size()));
    }
    open.pop();
    return new Node.Sequence(start, items);
  }

  private Node scalar(JsonParser parser, Node.Scalar.Kind kind) throws IOException {
    return new Node.Scalar(start(parser), kind, parser.getText());
  }

  /// The place of the current token, as long as it is written.
  private Location start(JsonParser parser) {
    var at = parser.currentTokenLocation();
    int length = JsonMistake.lengthOfToken(source.text(), (int) at.getCharOffset());
    return new Location(source.file(), at.getLineNr(), at.getColumnNr(), length);
  }

  private Diagnostic endsEarly() {
    var end = Lines.locate(source, source.text().stripTrailing().length() - 1, 1);
    if (open.isEmpty()) {
      return Diagnostic.error(TD1011, "the JSON ends too early").at(end);
    }
    var inside = open.element();
    var name = open.size() == 1 ? "its first value" : innermost().toString();
    return Diagnostic.error(TD1011, "the JSON ends inside " + name)
        .at(end)
        .because("The file looks cut off, or a closing bracket is missing.")
        .fixedBy("close what is open, innermost first")
        .seeAlso(inside.start(), "never closed");
  }

  /// The place of what was opened last.
  private Place innermost() {
    var place = Place.ROOT;
    for (var opened : List.copyOf(open).reversed().subList(1, open.size())) {
      place = opened.name() == null ? place.item(opened.index()) : place.then(opened.name());
    }
    return place;
  }

  private Diagnostic tooDeep() {
    var deepest = open.isEmpty() ? Location.startOf(source.file()) : open.element().start();
    return Diagnostic.error(TD1014, "nested more than " + DEEPEST + " levels deep")
        .at(deepest)
        .because("A task definition has at most eight levels, so this is something else.");
  }
}
