package dev.taskdock.metadata;

/// A version of the documents. Version 3 has the shapes of version 2, at other paths.
enum Version {
  V2,
  V3,
  V4
}
