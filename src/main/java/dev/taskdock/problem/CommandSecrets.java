package dev.taskdock.problem;

import java.util.BitSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What must not be shown of a command that is written as one text: `app --password …`.
///
/// What the shell or somebody else puts there later is no secret yet, nor is a file that holds one.
final class CommandSecrets {
  /// An option with the word behind it, which may be in quotes, as those of JSON in a string are
  /// behind backslashes.
  private static final Pattern OPTION =
      Pattern.compile(
          "(?<![^\\s\"'(;|&\\[])-(?<name>-[A-Za-z][\\w.-]*|[A-Za-z][\\w-]*)[ \\t]+"
              + "(?:(?<quote>\\\\?[\"'])(?<text>(?![\\s,\\]}:])(?:(?!\\k<quote>).)+)"
              + "|(?<word>[^\\s\"'\\\\]+))");

  /// `mysql -p…` and its kin, which take a name of a database behind `-p` and a blank.
  private static final Pattern ATTACHED =
      Pattern.compile("\\b(?:mysql|mariadb)[\\w-]*\\s[^;|&]*?(?<=\\s)-p(?<word>[^\\s\"'\\\\;|&]+)");

  /// `curl -u user:password`.
  private static final Pattern USER =
      Pattern.compile(
          "\\bcurl\\s[^;|&]*?(?<=\\s)(?:-u|--user)\\s+[\"']?[^\\s:\"'$\\\\]+:(?<word>[^\\s\"'\\\\;|&]+)");

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
      var group = option.group("word") == null ? "text" : "word";
      boolean secret = isSecret(option, line) && isKnown(option.group(group));
      if (secret) {
        hidden.set(option.start(group), option.end(group));
      }
      // What follows an option may be another.
      from = secret ? option.end() : option.end("name");
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

  private static boolean isSecret(Matcher option, String line) {
    var name = option.group("name").replaceFirst("^-", "");
    if (name.equals("p")) {
      var value = option.group("word") == null ? option.group("text") : option.group("word");
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
    var programs = PROGRAM.matcher(line).region(0, end);
    var last = "";
    while (programs.find()) {
      last = programs.group("program").replaceFirst(".*/", "");
    }
    return last;
  }
}
