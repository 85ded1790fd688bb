package dev.taskdock.secrets;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.Secret;
import dev.taskdock.model.SecretReference;
import java.util.List;
import java.util.Map;
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
    sources = sources.stream().map(Map::copyOf).toList();
  }

  /// Where the value of `secret` is kept, whole; empty where nobody knows it.
  ///
  /// @param container whose variable or log option it is
  Optional<Kept> find(ContainerName container, Secret secret) {
    return sources.stream()
        .flatMap(source ->
            Stream.of(
                given(source, container + ":" + secret.name()),
                secret.from().names().stream().flatMap(name -> given(source, name)),
                byArn(source, secret.from()),
                given(source, secret.name()))
                .flatMap(found -> found)
                .findFirst()
                .stream())
        .flatMap(local -> at(local, secret.from()).stream())
        .findFirst();
  }

  /// Where the value is kept that `reference` means; empty where nobody knows it.
  Optional<Kept> find(SecretReference reference) {
    return sources.stream()
        .flatMap(source ->
            Stream.concat(
                reference.names().stream().flatMap(name -> given(source, name)),
                byArn(source, reference)))
        .flatMap(local -> at(local, reference).stream())
        .findFirst();
  }

  private static Stream<LocalSecret> given(Map<String, LocalSecret> source, String key) {
    return Stream.ofNullable(source.get(key));
  }

  /// What is filed under an ARN that says more than the reference does: a parameter's, where only
  /// its name is asked for, or a secret's with the random ending, where it is left out.
  private static Stream<LocalSecret> byArn(
      Map<String, LocalSecret> source, SecretReference reference) {
    var asked =
        switch (reference) {
          case SecretReference.Parameter parameter -> parameter.text();
          case SecretReference.Asm asm -> asm.arn();
        };
    return source.entrySet().stream()
        .filter(e ->
            e.getKey().startsWith("arn:")
                && SecretReference.parse(e.getKey())
                    .filter(key -> key.names().contains(asked))
                    .isPresent())
        .map(Map.Entry::getValue);
  }

  private static Optional<Kept> at(LocalSecret local, SecretReference reference) {
    return switch (reference) {
      case SecretReference.Parameter _ -> local.current();
      case SecretReference.Asm asm -> local.at(asm.stage(), asm.versionId());
    };
  }
}
