package dev.taskdock.discovery;

import java.util.Locale;

/// What somebody asks: a name, and the kind of its records, as in `A` or `SRV`.
///
/// @param name in lower case, without a dot at its end
public record Question(String name, String type) {
  public Question {
    name = name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
  }
}
