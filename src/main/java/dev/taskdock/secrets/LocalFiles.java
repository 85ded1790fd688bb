package dev.taskdock.secrets;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Local copies of environment files that AWS has in S3.
///
/// @param byArn paths by ARN; one that ends with `*` stands for all that begin so, its path is a
///   folder, and what `*` stands for is looked for below it
public record LocalFiles(Map<String, Path> byArn) {
  /// None.
  public static final LocalFiles NONE = new LocalFiles(Map.of());

  public LocalFiles {
    byArn = Collections.unmodifiableMap(new LinkedHashMap<>(byArn));
  }

  /// The copy of `arn`: by the whole ARN, else by the longest beginning of it.
  Optional<Path> find(String arn) {
    return Optional.ofNullable(byArn.get(arn))
        .or(() ->
            byArn.keySet().stream()
                .filter(key -> key.endsWith("*") && arn.startsWith(beginning(key)))
                .max(Comparator.comparingInt(String::length))
                .flatMap(key ->
                    below(
                        byArn.getOrDefault(key, Path.of("")),
                        arn.substring(beginning(key).length()))));
  }

  private static String beginning(String key) {
    return key.substring(0, key.length() - 1);
  }

  private static Optional<Path> below(Path folder, String name) {
    var path = folder.resolve(name.replaceFirst("^/+", "")).normalize();
    return Optional.of(path).filter(p -> p.startsWith(folder));
  }
}
