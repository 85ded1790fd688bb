package dev.taskdock.input.overlay;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The kinds of tests that `tests` of `taskdock.yaml` knows, and the members of each.
enum TestKind {
  HTTP(
      "http",
      "loadBalancer",
      "container",
      "port",
      "protocol",
      "method",
      "path",
      "headers",
      "body",
      "status",
      "header",
      "contains",
      "matches",
      "json",
      "redirect",
      "within"),
  TCP("tcp", "loadBalancer", "container", "port", "within"),
  REJECTS("rejects", "from", "host", "container", "port"),
  EXEC("exec", "container", "command", "exitCode", "contains", "matches"),
  LOG("log", "container", "contains", "matches", "within"),
  DNS("dns", "container", "name", "resolves", "address"),
  METADATA("metadata", "container", "path", "json"),
  EXITS("exits", "container", "exitCode", "within"),
  REPLACED("replaced", "service", "container", "within"),
  ROLLS("rolls", "service", "loadBalancer", "port", "path", "within"),
  STOPS("stops", "within");

  /// What names a test.
  static final String NAME = "name";

  @SuppressWarnings("ImmutableEnumChecker") // a list that nobody can change
  private final List<String> members;

  private final String key;

  TestKind(String key, String... members) {
    this.key = key;
    this.members = List.of(members);
  }

  /// How a test of this kind is written.
  String key() {
    return key;
  }

  /// What may stand in it.
  List<String> members() {
    return members;
  }

  /// What may stand in an entry of `tests`.
  static List<String> keys() {
    return Stream.concat(Stream.of(NAME), Stream.of(values()).map(TestKind::key)).toList();
  }

  /// The kind of that key.
  static Optional<TestKind> of(String key) {
    return Stream.of(values()).filter(kind -> kind.key.equals(key)).findFirst();
  }
}
