package dev.taskdock.input;

import dev.taskdock.problem.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The pages that explain the codes: `TDnnnn.md` beside [Code], short Markdown.
public final class Pages {
  private Pages() {}

  /// The page of `code`.
  public static String of(Code code) {
    try (var stream = Code.class.getResourceAsStream(code.name() + ".md")) {
      if (stream == null) {
        throw new IllegalStateException("no page for " + code);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("reading the page of " + code, e);
    }
  }
}
