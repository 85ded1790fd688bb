import java.util.ArrayList;
import java.util.List;

/// Pieces cut out of JSON text as they stand.
final class Slices {
  private Slices() {}

  /// The value of the first member of that name, at any depth; null where there is none.
  static String member(String json, String name) {
    int at = json.indexOf("\"" + name + "\":");
    if (at < 0) {
      return null;
    }
    int from = at + name.length() + 3;
    return json.substring(from, end(json, from));
  }

  /// The text of the first member of that name, without quotes or escapes.
  static String text(String json, String name) {
    var value = member(json, name);
    return value == null ? "" : value.substring(1, value.length() - 1);
  }

  /// All texts of members of that name.
  static List<String> texts(String json, String name) {
    var all = new ArrayList<String>();
    var key = "\"" + name + "\":\"";
    for (int at = json.indexOf(key); at >= 0; at = json.indexOf(key, at + 1)) {
      int from = at + key.length();
      all.add(json.substring(from, json.indexOf('"', from)));
    }
    return all;
  }

  private static int end(String json, int from) {
    int depth = 0;
    boolean quoted = false;
    for (int i = from; i < json.length(); i++) {
      char c = json.charAt(i);
      if (quoted) {
        i += c == '\\' ? 1 : 0;
        quoted = c != '"';
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
        return i;
      }
      quoted = c == '"';
      depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
    }
    return json.length();
  }
}
