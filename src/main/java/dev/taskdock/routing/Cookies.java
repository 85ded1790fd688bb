package dev.taskdock.routing;

import java.util.Optional;

/// The cookies of a request, found without taking its Cookie lines apart first.
final class Cookies {
  private Cookies() {}

  /// The value of the first cookie `name`, whose case counts.
  static Optional<String> value(Request request, String name) {
    for (int i = 0; i < request.headers(); i++) {
      if (Ascii.isName(request.headerName(i), "cookie")) {
        var value = value(request.headerValue(i), name);
        if (value.isPresent()) {
          return value;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> value(CharSequence line, String name) {
    int from = 0;
    while (from < line.length()) {
      int semicolon = Ascii.indexOf(line, ';', from);
      int end = semicolon < 0 ? line.length() : semicolon;
      while (from < end && line.charAt(from) == ' ') {
        from++;
      }
      int equals = from + name.length();
      if (equals < end && line.charAt(equals) == '=' && isAt(line, from, name)) {
        return Optional.of(line.subSequence(equals + 1, end).toString());
      }
      from = end + 1;
    }
    return Optional.empty();
  }

  private static boolean isAt(CharSequence line, int at, String name) {
    for (int i = 0; i < name.length(); i++) {
      if (line.charAt(at + i) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
