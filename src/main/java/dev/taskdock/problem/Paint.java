package dev.taskdock.problem;

/// Whether and how a report is coloured (ANSI SGR).
enum Paint {
  PLAIN,
  COLOUR;

  private static final String RESET = "\u001b[0m";

  /// Bold, in the colour of the severity.
  String strong(Severity severity, String text) {
    var colour =
        switch (severity) {
          case ERROR -> "\u001b[1;31m";
          case WARNING -> "\u001b[1;33m";
          case NOTE -> "\u001b[1;36m";
        };
    return paint(colour, text);
  }

  /// In the background of attention.
  String dim(String text) {
    return paint("\u001b[2m", text);
  }

  private String paint(String colour, String text) {
    return this == PLAIN ? text : colour + text + RESET;
  }
}
