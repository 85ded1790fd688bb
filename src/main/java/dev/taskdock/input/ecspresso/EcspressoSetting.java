package dev.taskdock.input.ecspresso;

import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What a configuration is read with.
///
/// @param shell the variables that `env` and `must_env` mean
/// @param given values of functions that ask AWS, by what they ask for
/// @param kept what is kept here for values of Parameter Store
/// @param external values of `std.extVar`: texts
/// @param code the same as pieces of jsonnet
/// @param exact whether a value that is not known is refused where it shapes what runs
public record EcspressoSetting(
    Map<String, String> shell,
    Map<String, String> given,
    Function<SecretReference, Optional<SecretValue>> kept,
    Map<String, String> external,
    Map<String, String> code,
    boolean exact) {
  public EcspressoSetting {
    shell = Map.copyOf(shell);
    given = Map.copyOf(given);
    external = Map.copyOf(external);
    code = Map.copyOf(code);
  }
}
