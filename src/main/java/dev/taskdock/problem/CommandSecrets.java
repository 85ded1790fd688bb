package dev.taskdock.problem;

import java.util.BitSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What must not be shown of a command that is written as one text: `app --password …`.
///
/// What the shell or somebody else puts there later is no secret yet, nor is a file that holds one.
final class CommandSecrets {
  /// How far before an option its program is looked for: a line may be a megabyte long.
  private static final int REACH = 500;

  /// An option with the word behind it, which may be in quotes, as those of JSON in a string are
  /// behind backslashes.
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<![^\\s\"'(;|&\\[])-(?<name>-[A-Za-z][\\w.-]*|[A-Za-z][\\w-]*)[ \\t]+"
              + "(?:(?<quote>\\\\?[\"'])(?![\\s,\\]}:])|(?<word>[^\\s\"'\\\\]+))");

  /// `mysql -p…` and its kin, which take a name of a database behind `-p` and a blank.
  private static final Pattern ATTACHED =
      Pattern.compile(
          "\\b(?:mysql|mariadb)[\\w-]*\\s[^;|&]{0,500}?(?<=\\s)-p(?<word>[^\\s\"'\\\\;|&]+)");

  /// `curl -u user:password`.
  private static final Pattern USER =
      Pattern.compile(
          "\\bcurl\\s[^;|&]{0,500}?(?<=\\s)(?:-u|--user)\\s+[\"']?[^\\s:\"'$\\\\]+:(?<word>[^\\s\"'\\\\;|&]+)");

  /// What follows these is what is asked for, or nothing that belongs to them.
  private static final Pattern NO_VALUE =
      Pattern.compile("(?i)(?:no|ask|prompt|show|hide)-.*|.*-(?:stdin|prompt|path)");

  private static final Pattern PROGRAM =
      Pattern.compile("(?:^|[;|&(\"'`]|\\bexec\\b|\\bsudo\\b)\\s*(?<program>[\\w./-]+)");

  /// Whose `-p` says to keep something, to make parents, or which database.
  private static final Set<String> OTHER_P =
      Set.of(
          "bash",
          "cp",
          "declare",
          "export",
          "install",
          "ln",
          "make",
          "mariadb",
          "mkdir",
          "mysql",
          "mysqladmin",
          "mysqldump",
          "patch",
          "ps",
          "read",
          "rm",
          "rmdir",
          "rsync",
          "scp",
          "tar",
          "test",
          "trap");

  private CommandSecrets() {}

  /// Adds the offsets to hide in `line`.
  static void hide(String line, BitSet hidden) {
    if (line.indexOf('-') < 0) {
      return;
    }
    var option = OPTION.matcher(line);
    int from = 0;
    while (from < line.length() && option.find(from)) {
      int start = option.start("word") < 0 ? option.end("quote") : option.start("word");
      int end = option.start("word") < 0 ? endOfText(option, line) : option.end("word");
      var value = line.substring(start, end);
      boolean secret = !value.isEmpty() && isKnown(value) && isSecret(option, value, line);
      if (secret) {
        hidden.set(start, end);
      }
      // What follows an option may be another.
      from = secret ? end : option.end("name");
    }
    hide(ATTACHED.matcher(line), hidden);
    hide(USER.matcher(line), hidden);
  }

  private static void hide(Matcher found, BitSet hidden) {
    while (found.find()) {
      if (isKnown(found.group("word"))) {
        hidden.set(found.start("word"), found.end("word"));
      }
    }
  }

  /// Up to the quote that ends it.
  private static int endOfText(Matcher option, String line) {
    int end = line.indexOf(option.group("quote"), option.end("quote"));
    return end < 0 ? line.length() : end;
  }

  private static boolean isSecret(Matcher option, String value, String line) {
    var name = option.group("name").replaceFirst("^-", "");
    if (name.equals("p")) {
      boolean place = value.startsWith("/") || value.startsWith(".");
      return !place
          && value.chars().anyMatch(Character::isLetter)
          && !OTHER_P.contains(program(line, option.start()));
    }
    return (SecretNames.isSensitive(name) && !NO_VALUE.matcher(name).matches())
        || (name.equals("a") && program(line, option.start()).equals("redis-cli"));
  }

  /// Whether a value is written out, not left to the shell, a template or the next option.
  private static boolean isKnown(String value) {
    return !value.startsWith("$")
        && !value.startsWith("-")
        && !value.startsWith("`")
        && !value.startsWith("{{")
        && !value.startsWith("<")
        && !value.startsWith("***");
  }

  /// The program whose option stands at `end`, without its folder; empty where it is not seen.
  private static String program(String line, int end) {
    var programs =
        PROGRAM.matcher(line).region(Math.max(0, end - REACH), end).useAnchoringBounds(false);
    var last = "";
    while (programs.find()) {
      last = programs.group("program").replaceFirst(".*/", "");
    }
    return last;
  }
}
