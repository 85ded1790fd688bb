package dev.taskdock.input.ecspresso;

import static dev.taskdock.problem.Code.TD7032;

import dev.taskdock.input.JsonText;
import dev.taskdock.input.Node;
import dev.taskdock.input.Source;
import dev.taskdock.input.declared.Nodes;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scala.Function1;
import scala.Option;
import scala.runtime.BoxedUnit;
import sjsonnet.DefaultParseCache;
import sjsonnet.EvalScope;
import sjsonnet.Expr;
import sjsonnet.Expr$Member$Visibility$Hidden$;
import sjsonnet.FileScope;
import sjsonnet.Importer;
import sjsonnet.Interpreter;
import sjsonnet.Position;
import sjsonnet.ResolvedFile;
import sjsonnet.Settings;
import sjsonnet.Settings$;
import sjsonnet.StaticResolvedFile;
import sjsonnet.Std;
import sjsonnet.Val;
import sjsonnet.Val$Obj$ConstMember;
import sjsonnet.Val$Obj$Member;

/// Evaluates jsonnet with sjsonnet. Every value keeps the place in the text that it was written at,
/// be it in a file that is imported.
///
/// Jsonnet is a whole language: an evaluation that goes on for too long is given up.
final class Jsonnet {
  private static final long PATIENCE_MILLIS = 20_000;
  private static final long STACK_BYTES = 16L << 20;
  private static final int MOST_NODES = 100_000;
  private static final int DEEPEST = 100;
  private static final Pattern SYNTAX = Pattern.compile("Expected .*?:(\\d+):(\\d+), found (.*)");
  private static final Pattern AT =
      Pattern.compile("at \\[[^]]*]\\.?\\(([^()]*?):(\\d+):(\\d+)\\)");

  private final Source source;
  private final EcspressoSetting setting;
  private final Natives natives;
  private final Map<String, Source> read = new HashMap<>();
  private int nodes;

  private Jsonnet(Source source, EcspressoSetting setting, Natives natives) {
    this.source = source;
    this.setting = setting;
    this.natives = natives;
    read.put(source.file(), source);
  }

  /// What `std.native` gives: a function by its name.
  interface Natives {
    Optional<String> call(String name, List<String> arguments);
  }

  /// The value, and the texts it was made of.
  record Evaluated(Node node, List<Source> sources) {}

  /// The value of `source`; empty after telling why there is none.
  static Optional<Evaluated> evaluated(
      Source source, EcspressoSetting setting, Natives natives, Problems problems) {
    var own = new Problems();
    var result =
        new Object() {
          Optional<Evaluated> value = Optional.empty();
        };
    // Deep texts need a deep stack; and one that does not end must not keep the program.
    var thread =
        new Thread(
            null,
            () -> result.value = new Jsonnet(source, setting, natives).evaluated(own),
            "jsonnet",
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      problems.add(
          fault("the jsonnet does not come to an end", source)
              .because("It was given up after %d seconds.".formatted(PATIENCE_MILLIS / 1000)));
      return Optional.empty();
    }
    own.all().forEach(problems::add);
    return result.value;
  }

  private Optional<Evaluated> evaluated(Problems problems) {
    var interpreter = interpreter();
    try {
      var value = interpreter.evaluate(source.text(), new Place(Path.of(source.file())));
      if (value.isLeft()) {
        problems.add(told(interpreter.formatError(value.left().toOption().get())));
        return Optional.empty();
      }
      var node = node(value.toOption().get(), interpreter.evaluator(), 0);
      return Optional.of(new Evaluated(node, List.copyOf(read.values())));
    } catch (Refused e) {
      problems.add(e.diagnostic);
    } catch (StackOverflowError | OutOfMemoryError _) {
      problems.add(
          fault("the jsonnet needs itself, or too much", source)
              .because("Its evaluation goes deeper than there is memory for."));
    } catch (Exception e) {
      // Scala throws what Java does not declare.
      problems.add(
          e instanceof sjsonnet.Error error
              ? told(interpreter.formatError(error))
              : fault("not jsonnet: " + e.getMessage(), source));
    }
    return Optional.empty();
  }

  // Scala's maps lose the types of what they hold.
  @SuppressWarnings("unchecked")
  private Interpreter interpreter() {
    scala.collection.immutable.Map<String, String> external = nothing();
    for (var text : setting.external().entrySet()) {
      external = external.updated(text.getKey(), quoted(text.getValue()));
    }
    for (var piece : setting.code().entrySet()) {
      external = external.updated(piece.getKey(), piece.getValue());
    }
    Function1<Position, BoxedUnit> noPosition = _ -> BoxedUnit.UNIT;
    Function1<String, BoxedUnit> noWarning = _ -> BoxedUnit.UNIT;
    var folder = Path.of(source.file()).toAbsolutePath().getParent();
    var otherwise = Settings$.MODULE$;
    return new Interpreter(
        external,
        nothing(),
        new Place(folder == null ? Path.of("/") : folder),
        new Imports(),
        new DefaultParseCache(),
        new Settings(
            otherwise.$lessinit$greater$default$1(),
            otherwise.$lessinit$greater$default$2(),
            otherwise.$lessinit$greater$default$3(),
            otherwise.$lessinit$greater$default$4(),
            otherwise.$lessinit$greater$default$5(),
            otherwise.$lessinit$greater$default$6()),
        noPosition,
        noWarning,
        standard());
  }

  private static scala.collection.immutable.Map<String, String> nothing() {
    return scala.collection.immutable.Map$.MODULE$.empty();
  }

  private static String quoted(String text) {
    return JsonText.of(Nodes.text(Location.startOf(""), text));
  }

  /// The standard library with `std.native`, which sjsonnet leaves to who embeds it.
  private Val.Obj standard() {
    var library = new Std().Std();
    var at = new Position(new FileScope(new Place(Path.of(source.file()))), 0);
    var lookUp =
        new Val.Builtin1("native", null) {
          @Override
          public Val evalRhs(Val name, EvalScope scope, Position position) {
            return new Native(name.asString());
          }
        };
    var members = new LinkedHashMap<String, Val$Obj$Member>();
    members.put(
        "native",
        new Val$Obj$ConstMember(false, Expr$Member$Visibility$Hidden$.MODULE$, lookUp, true));
    return new Val.Obj(
            at, members, false, null, null, new scala.collection.mutable.HashMap<>(), null)
        .addSuper(at, library);
  }

  /// A function of ecspresso's as one of jsonnet's.
  private final class Native extends Val.Builtin {
    private final String name;

    Native(String name) {
      super(
          new String[] {"a", "b", "c"}, new Expr[] {null, new Val.Null(null), new Val.Null(null)});
      this.name = name;
    }

    @Override
    public Val evalRhs(Val[] arguments, EvalScope scope, Position position) {
      var texts =
          Arrays.stream(arguments)
              .filter(a -> !(a instanceof Val.Null))
              .map(a -> a instanceof Val.Num number ? plain(number.value()) : a.asString())
              .toList();
      var value =
          natives
              .call(name, texts)
              .orElseThrow(() -> new IllegalArgumentException("no native function " + name));
      return new Val.Str(position, value);
    }
  }

  private Node node(Val value, EvalScope scope, int depth) throws Refused {
    var at = location(value.pos());
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw new Refused(
          Diagnostic.error(TD7032, "the jsonnet makes more than there is room for")
              .at(at)
              .because("At most " + MOST_NODES + " values, " + DEEPEST + " levels deep."));
    }
    return switch (value) {
      case Val.Str text -> new Node.Scalar(at, Node.Scalar.Kind.TEXT, text.value());
      case Val.Num number -> new Node.Scalar(at, Node.Scalar.Kind.NUMBER, plain(number.value()));
      case Val.True _ -> new Node.Scalar(at, Node.Scalar.Kind.BOOLEAN, "true");
      case Val.False _ -> new Node.Scalar(at, Node.Scalar.Kind.BOOLEAN, "false");
      case Val.Null _ -> new Node.Scalar(at, Node.Scalar.Kind.NULL, "null");
      case Val.Arr list -> {
        var items = new ArrayList<Node>();
        for (int i = 0; i < list.length(); i++) {
          items.add(node(list.force(i), scope, depth + 1));
        }
        yield new Node.Sequence(at, items);
      }
      case Val.Obj object -> object(object, at, scope, depth);
      default ->
          throw new Refused(
              Diagnostic.error(TD7032, "the jsonnet ends in " + value.prettyName())
                  .at(at)
                  .because("A definition is made of texts, numbers, lists and objects.")
                  .fixedBy("call the function"));
    };
  }

  private Node object(Val.Obj object, Location at, EvalScope scope, int depth) throws Refused {
    object.triggerAllAsserts(object);
    var members = new ArrayList<Node.Member>();
    for (var name : object.visibleKeyNames()) {
      var value = node(object.value(name, object.pos(), object, scope), scope, depth + 1);
      members.add(new Node.Member(name, nameBefore(name, value.location()), value));
    }
    return new Node.Mapping(at, members);
  }

  /// A whole number without a point.
  private static String plain(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }

  /// Where the name of a member stands: before its value, if it is written there.
  private Location nameBefore(String name, Location value) {
    var text = read.getOrDefault(value.file(), source).text();
    var line = text.lines().skip(value.line() - 1L).findFirst().orElse("");
    int end = Math.min(line.length(), value.column() - 1);
    int found = line.lastIndexOf(name, Math.max(0, end - name.length()));
    return found < 0 ? value : new Location(value.file(), value.line(), found + 1, name.length());
  }

  private Location location(@Nullable Position position) {
    if (position == null || !(position.currentFile() instanceof Place place)) {
      return Location.startOf(source.file());
    }
    var from = read.getOrDefault(place.path().toString(), source);
    var text = from.text();
    int offset = Math.clamp(position.offset(), 0, text.length());
    int line = 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    int column = offset - text.lastIndexOf('\n', offset - 1);
    return new Location(from.file(), line, Math.max(1, column), length(text, offset));
  }

  /// A text as long as it is written, a word to its end.
  private static int length(String text, int offset) {
    int at = offset;
    char quote = at < text.length() ? text.charAt(at) : ' ';
    if (quote == '\'' || quote == '"') {
      int end = text.indexOf(quote, at + 1);
      int newline = text.indexOf('\n', at + 1);
      return end > 0 && (newline < 0 || end < newline) ? end + 1 - at : 1;
    }
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return Math.max(1, at - offset);
  }

  private Diagnostic told(String message) {
    var lines = message.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    var first = lines.isEmpty() ? "" : lines.getFirst().replaceFirst("^sjsonnet\\.[A-Za-z]+: ", "");
    var syntax = SYNTAX.matcher(first);
    if (syntax.matches()) {
      return Diagnostic.error(TD7032, "not jsonnet: something else is due here")
          .at(
              new Location(
                  source.file(),
                  Integer.parseInt(syntax.group(1)),
                  Integer.parseInt(syntax.group(2)),
                  1))
          .because("Found " + syntax.group(3) + ".");
    }
    var place = AT.matcher(message);
    var at =
        place.find()
            ? new Location(
                read.containsKey(place.group(1)) ? place.group(1) : source.file(),
                Integer.parseInt(place.group(2)),
                Integer.parseInt(place.group(3)),
                1)
            : Location.startOf(source.file());
    var what = "not jsonnet that evaluates: " + first;
    return Diagnostic.error(TD7032, what.length() < 72 ? what : what.substring(0, 70) + "…")
        .at(at)
        .because(what.length() < 72 ? "" : first)
        .fixedBy(
            first.contains("extVar") ? "--ext-str NAME=VALUE, or --ext-code NAME=JSONNET" : "");
  }

  private static Diagnostic fault(String what, Source source) {
    return Diagnostic.error(TD7032, what.length() < 72 ? what : what.substring(0, 70) + "…")
        .at(Location.startOf(source.file()));
  }

  /// Carries a diagnostic out of the recursion.
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Diagnostic diagnostic;

    Refused(Diagnostic diagnostic) {
      super(diagnostic.what(), null, false, false);
      this.diagnostic = diagnostic;
    }
  }

  /// A file as jsonnet names it.
  private record Place(Path path) implements sjsonnet.Path {
    @Override
    public String relativeToString(sjsonnet.Path other) {
      return path.toString();
    }

    @Override
    public sjsonnet.Path parent() {
      var parent = path.getParent();
      return new Place(parent == null ? Path.of("") : parent);
    }

    @Override
    public int segmentCount() {
      return path.getNameCount();
    }

    @Override
    public String last() {
      var last = path.getFileName();
      return last == null ? "" : last.toString();
    }

    @Override
    public sjsonnet.Path $div(String step) {
      return new Place(path.resolve(step));
    }

    @Override
    public String renderOffsetStr(
        int offset, scala.collection.mutable.HashMap<sjsonnet.Path, int[]> cache) {
      var unheard = new Problems();
      var text = Source.read(path, unheard).map(Source::text).orElse("");
      int end = Math.clamp(offset, 0, text.length());
      long line = 1 + text.substring(0, end).chars().filter(c -> c == '\n').count();
      return line + ":" + (end - text.lastIndexOf('\n', end - 1));
    }
  }

  /// Files beside the one that imports them.
  private final class Imports extends Importer {
    @Override
    public Option<sjsonnet.Path> resolve(sjsonnet.Path folder, String name) {
      var path = ((Place) folder).path().resolve(name).normalize();
      return Files.isRegularFile(path) ? Option.apply(new Place(path)) : Option.empty();
    }

    @Override
    public Option<ResolvedFile> read(sjsonnet.Path file) {
      var unheard = new Problems();
      var found = Source.read(((Place) file).path(), unheard);
      found.ifPresent(s -> read.put(s.file(), s));
      return found.isPresent()
          ? Option.apply(new StaticResolvedFile(found.get().text()))
          : Option.empty();
    }
  }
}
