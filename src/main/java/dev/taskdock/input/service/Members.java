package dev.taskdock.input.service;

import static dev.taskdock.problem.Code.TD4002;
import static dev.taskdock.problem.Code.TD4004;
import static dev.taskdock.problem.Code.TD4005;
import static dev.taskdock.problem.Code.TD4023;
import static dev.taskdock.problem.Code.TD4024;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.taskdock.input.Fields;
import dev.taskdock.input.Node;
import dev.taskdock.problem.Code;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Nearest;
import dev.taskdock.problem.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Members of an object read by what ELBv2 allows for them, where that is more than a type.
///
/// In YAML a number and a text look alike, so a text may be written without quotes here.
record Members(Fields fields) {
  /// The members of `fields`, after telling those that `shape` does not have.
  static Members of(Fields fields, Shape shape) {
    shape.tellOthers(fields);
    return new Members(fields);
  }

  /// The object called `name` of a file, also where nothing stands in what it names: `{sg-web: {}}`
  /// declares a group.
  static Optional<Fields> section(Fields file, String name) {
    return file.members().stream()
        .filter(m -> m.name().equals(name) && m.value() instanceof Node.Mapping)
        .findFirst()
        .flatMap(file::objectAt)
        .or(() -> file.object(name));
  }

  void tell(Code code, String what, String member, String why, String fix) {
    fields.add(
        Diagnostic.error(code, what).at(fields.locationOf(member)).because(why).fixedBy(fix));
  }

  void tellAws(Code code, String what, String member, String message, String fix) {
    fields.add(
        Diagnostic.error(code, what)
            .at(fields.locationOf(member))
            .becauseAwsSays(message)
            .fixedBy(fix));
  }

  boolean has(String name) {
    return fields.has(name);
  }

  Optional<String> text(String name) {
    return member(name).flatMap(fields::textAt);
  }

  /// A text that must be there.
  Optional<String> due(String name, String example) {
    expect(name, example);
    return text(name);
  }

  /// Tells where the member is missing.
  void expect(String name, String example) {
    if (!has(name)) {
      fields.add(
          Diagnostic.error(TD4004, "no " + Quoted.of(name) + " here")
              .at(fields.location())
              .because("AWS takes no such object without it.")
              .fixedBy("add " + name + ": " + example));
    }
  }

  /// One of `words`, in the case that AWS writes it in.
  Optional<String> word(String name, List<String> words) {
    var text = text(name);
    if (text.isPresent() && !words.contains(text.get())) {
      tell(
          TD4002,
          Quoted.of(name) + " cannot be " + Quoted.of(text.get()),
          name,
          "AWS knows " + String.join(", ", words) + " here.",
          "write "
              + Nearest.of(text.get(), words)
                  .or(() -> Optional.of(words.getFirst()).filter(_ -> words.size() == 1))
                  .map(Quoted::of)
                  .orElse("one of them"));
    }
    return text.filter(words::contains);
  }

  /// A whole number from `least` to `most`.
  Optional<Integer> number(String name, int least, int most) {
    var text = text(name);
    var number = text.filter(t -> t.matches("-?\\d{1,9}")).map(Integer::valueOf);
    var fits = number.filter(n -> n >= least && n <= most);
    if (text.isPresent() && fits.isEmpty()) {
      tell(
          TD4005,
          Quoted.of(name) + " is " + text.map(Quoted::of).orElse("nothing"),
          name,
          "AWS takes whole numbers from " + least + " to " + most + " here.",
          "write one of them");
    }
    return fits;
  }

  Duration seconds(String name, int least, int most, Duration otherwise) {
    return number(name, least, most).map(Duration::ofSeconds).orElse(otherwise);
  }

  Optional<Members> object(String name, Shape shape) {
    return fields.object(name).map(f -> Members.of(f, shape));
  }

  List<Members> objects(String name, Shape shape) {
    return fields.objects(name).stream().map(f -> Members.of(f, shape)).toList();
  }

  /// A text not longer than `most`.
  Optional<String> atMost(String name, int most) {
    var text = text(name);
    if (text.isPresent() && text.get().length() > most) {
      tellAws(
          TD4023,
          Quoted.of(name) + " has " + text.get().length() + " characters",
          name,
          "The '" + name + "' value is too long; the limit is '" + most + "'",
          "shorten it");
      return Optional.empty();
    }
    return text;
  }

  /// Whether `regex` is an expression that AWS takes; told where it is not.
  boolean isExpression(String member, String regex) {
    try {
      if (regex.contains("\\p{") || regex.contains("\\P{")) {
        throw new PatternSyntaxException("classes of Unicode are not supported");
      }
      Pattern.compile(regex);
      return true;
    } catch (PatternSyntaxException e) {
      tell(
          TD4024,
          Quoted.of(regex) + " is not an expression",
          member,
          e.getDescription() + ". AWS has no look-around, no back-references and no \\p{…}.",
          "mend it");
      return false;
    }
  }

  private Optional<Node.Member> member(String name) {
    return fields.members().stream()
        .filter(m -> m.name().equals(name) && fields.has(name))
        .findFirst();
  }
}
