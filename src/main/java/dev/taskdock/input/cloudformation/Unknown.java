package dev.taskdock.input.cloudformation;

import dev.taskdock.problem.Location;

/// A value that only AWS, or whoever deploys, knows, and the text that stands in for it.
///
/// @param text found nowhere else, so that it can be traced
/// @param what how a sentence calls it, as in `the parameter "Image"`
/// @param location where it is asked for or declared
record Unknown(String text, Kind kind, String what, String name, Location location) {
  /// Where the value would come from.
  enum Kind {
    PARAMETER,
    IMPORT,
    STORED,
    RESOURCE
  }
}
