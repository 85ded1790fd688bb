package dev.taskdock.engine;

import java.util.OptionalLong;

/// One thing a pull or a build reported.
///
/// @param layer which layer or build step, empty where the line is about the whole
/// @param text what happens, one line without line end
/// @param current bytes so far
/// @param total bytes in all
public record ImageProgress(String layer, String text, OptionalLong current, OptionalLong total) {
  /// A line about the whole.
  public static ImageProgress line(String text) {
    return new ImageProgress("", text, OptionalLong.empty(), OptionalLong.empty());
  }
}
