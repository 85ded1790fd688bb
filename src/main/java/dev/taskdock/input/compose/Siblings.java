package dev.taskdock.input.compose;

import static dev.taskdock.problem.Code.TD1072;

import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Location;
import dev.taskdock.problem.Problems;
import dev.taskdock.problem.Quoted;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The names by which services of a compose file know each other, and what takes their place: in
/// one task all are at 127.0.0.1, in a task for each a name of Cloud Map leads there.
///
/// A name is one where an address is due: before a port, behind `://` or `@`, behind the words of a
/// configuration that lead to a server, or alone in a variable that is called after a host.
final class Siblings {
  private static final Set<String> HOST_WORDS =
      Set.of("HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT", "UPSTREAM", "BROKER");

  private final Map<String, String> places;
  private final Pattern inText;
  private final Problems problems;

  /// @param places what takes the place of each name
  Siblings(Map<String, String> places, Problems problems) {
    this.places = Map.copyOf(places);
    this.problems = problems;
    var names =
        places.keySet().stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.inText =
        Pattern.compile(
            "(?<![\\w.-])(?<before>://(?:[^\\s/@]*@)?|@|(?:server|fastcgi_pass|uwsgi_pass|proxy_pass|host)[ =]\\s*|(?:-h|-H|--host)[ =])?"
                + "(?<name>"
                + (names.isEmpty() ? "(?!)" : names)
                + ")(?<after>:\\d{1,5})?(?![\\w-]|\\.\\w)");
  }

  /// The text with the names replaced, after telling each.
  ///
  /// @param where what it is the text of, as a sentence names it
  /// @param variable its name where it is the value of a variable, else empty
  /// @param done whether what is written has the change already
  String replaced(String text, Location at, String where, String variable, boolean done) {
    if (places.isEmpty()) {
      return text;
    }
    if (places.containsKey(text) && isHost(variable)) {
      tell(text, "", at, where, done);
      return places.getOrDefault(text, text);
    }
    var told = new LinkedHashSet<String>();
    var result = new StringBuilder();
    var matcher = inText.matcher(text);
    while (matcher.find()) {
      var before = matcher.group("before");
      var after = matcher.group("after");
      var name = matcher.group("name");
      if (before == null && after == null) {
        continue;
      }
      if (told.add(name + after)) {
        tell(name, after == null ? "" : after, at, where, done);
      }
      matcher.appendReplacement(
          result,
          java.util.regex.Matcher.quoteReplacement(
              (before == null ? "" : before)
                  + places.getOrDefault(name, name)
                  + (after == null ? "" : after)));
    }
    return matcher.appendTail(result).toString();
  }

  /// Tells the names in a file that is not written anew, line by line.
  void tell(String text, String file, String where) {
    int number = 0;
    for (var line : text.lines().toList()) {
      number++;
      if (line.length() < 2000) {
        replaced(line, new Location(file, number, 1, 1), where, "", false);
      }
    }
  }

  private static boolean isHost(String variable) {
    var words = Set.of(variable.toUpperCase(java.util.Locale.ROOT).split("_", -1));
    return HOST_WORDS.stream().anyMatch(words::contains);
  }

  private void tell(String name, String port, Location at, String where, boolean done) {
    var place = places.getOrDefault(name, name);
    var what = Quoted.of(name + port) + (done ? " became " : " must become ") + place + port;
    problems.add(
        Diagnostic.warning(TD1072, what.length() < 72 ? what : what.substring(0, 71))
            .at(at)
            .because(
                "This is "
                    + where
                    + ". "
                    + (place.equals("127.0.0.1")
                        ? "The containers of a task share one network namespace; none has a name."
                        : "A task is found by a name of Cloud Map, which ends in its namespace."))
            .fixedBy(done ? "look whether the file may say it too" : "write " + place + port));
  }

  /// The names with what takes their places.
  static Map<String, String> places(Map<String, Set<String>> names, String namespace) {
    var places = new LinkedHashMap<String, String>();
    names.forEach((service, all) ->
        all.forEach(name ->
            places.put(name, namespace.isEmpty() ? "127.0.0.1" : service + "." + namespace)));
    return places;
  }
}
