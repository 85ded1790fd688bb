package dev.taskdock.secrets;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// All secrets a developer keeps for a run.
///
/// They are filed under `CONTAINER:NAME` of the variable they are for, under what the definition
/// refers to (the ARN, or the name in Parameter Store or Secrets Manager), or under the variable's
/// `NAME`; looked up in this order.
///
/// @param sources what each source has, by key; the first that knows a secret counts
public record LocalSecrets(List<Map<String, LocalSecret>> sources) {
  /// None.
  public static final LocalSecrets NONE = new LocalSecrets(List.of());

  public LocalSecrets {
    sources = sources.stream().map(LocalSecrets::indexed).toList();
  }

  /// Where the value of `secret` is kept, whole; empty where nobody knows it.
  ///
  /// @param container whose variable or log option it is
  Optional<Kept> find(ContainerName container, Secret secret) {
    return sources.stream()
        .flatMap(source ->
            keys(container, secret).map(source::get).filter(Objects::nonNull).findFirst().stream())
        .flatMap(local -> at(local, secret.from()).stream())
        .findFirst();
  }

  private static Stream<String> keys(ContainerName container, Secret secret) {
    return Stream.of(
            Stream.of(container + ":" + secret.name()),
            secret.from().names().stream(),
            Stream.of(secret.name()))
        .flatMap(names -> names);
  }

  private static Optional<Kept> at(LocalSecret local, SecretReference reference) {
    return switch (reference) {
      case SecretReference.Parameter _ -> local.current();
      case SecretReference.Asm asm -> local.at(asm.stage(), asm.versionId());
    };
  }

  /// An ARN can be found by a shorter form of it too, unless something else is filed there.
  private static Map<String, LocalSecret> indexed(Map<String, LocalSecret> source) {
    var index = new HashMap<>(source);
    new LinkedHashMap<>(source)
        .forEach((key, local) -> {
          if (key.startsWith("arn:")) {
            SecretReference.parse(key).stream()
                .flatMap(reference -> reference.names().stream())
                .forEach(name -> index.putIfAbsent(name, local));
          }
        });
    return Map.copyOf(index);
  }
}
