package dev.taskdock.model;

import java.util.List;

/// A file system in memory.
///
/// @param path absolute
/// @param options as mount knows them, without the size
public record Tmpfs(String path, Mebibytes size, List<String> options) {
  public Tmpfs {
    options = List.copyOf(options);
  }
}
