package dev.taskdock.metadata;

/// What a container asks.
///
/// @param path as it was sent
/// @param query without its question mark, empty where there is none
/// @param caller the address it comes from
record Request(String method, String path, String query, String caller, String body) {
  static Request get(String path, String query, String caller) {
    return new Request("GET", path, query, caller, "");
  }
}
