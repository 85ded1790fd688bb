package dev.taskdock.launch;

/// A text of paragraphs with an empty line between them, as routers' configurations are.
final class Paragraphs {
  private final StringBuilder text = new StringBuilder();

  /// Begins a paragraph with a line.
  void begin(String line) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    line(line);
  }

  void line(String line) {
    text.append(line).append('\n');
  }

  /// A name and its value, indented.
  void entry(String name, String value) {
    line("    " + name + " " + value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
