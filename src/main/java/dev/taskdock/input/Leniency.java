package dev.taskdock.input;

/// What is read over in the next pass because it has been reported; each level includes the ones
/// before.
enum Leniency {
  NONE,
  COMMENTS,
  TRAILING_COMMAS
}
