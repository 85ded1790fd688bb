package dev.taskdock.routing;

import java.util.ArrayDeque;
import java.util.Deque;

/// A request as conditions compare it: host without port, path without `.` and `..`.
///
/// Source: the guide says that rules see a normalized URI and not how; these are the dot segments
/// of RFC 3986, 5.2.4, and nothing else: what is percent-encoded stays so, and so does `//`.
///
/// @param host without the port
/// @param path without dot segments
record Subject(Request request, CharSequence host, CharSequence path, Query query) {
  static Subject of(Request request) {
    return new Subject(
        request,
        withoutPort(request.host()),
        withoutDots(request.path()),
        new Query(request.query()));
  }

  static CharSequence withoutPort(CharSequence host) {
    int end = host.length();
    int colon = end - 1;
    while (colon >= 0 && host.charAt(colon) != ':' && host.charAt(colon) != ']') {
      colon--;
    }
    return colon >= 0 && host.charAt(colon) == ':' ? host.subSequence(0, colon) : host;
  }

  static CharSequence withoutDots(CharSequence path) {
    for (int i = 1; i < path.length(); i++) {
      if (path.charAt(i) == '.' && path.charAt(i - 1) == '/') {
        return removed(path.toString());
      }
    }
    return path;
  }

  private static String removed(String path) {
    var segments = path.substring(1).split("/", -1);
    Deque<String> kept = new ArrayDeque<>();
    for (int i = 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {
          if (last) {
            kept.addLast("");
          }
        }
        case ".." -> {
          kept.pollLast();
          if (last) {
            kept.addLast("");
          }
        }
        default -> kept.addLast(segments[i]);
      }
    }
    return "/" + String.join("/", kept);
  }
}
