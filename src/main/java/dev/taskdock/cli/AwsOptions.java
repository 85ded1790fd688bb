package dev.taskdock.cli;

import dev.taskdock.app.Aws;
import dev.taskdock.app.RoleSource;
import dev.taskdock.model.Locality;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The options that say what of a run is AWS's own. Without them AWS is not asked.
final class AwsOptions {
  private boolean asked;
  private @Nullable RoleSource given;

  void addTo(Options options) {
    options
        .flag(
            v -> asked = v,
            "Ask AWS for secrets and files that are not here, and assume the task role.",
            "--aws")
        .value(
            RoleSource.class,
            v -> given = v,
            "WHOSE",
            "Credentials of the task role: fake (default), host (your own), aws (the role's).",
            "--task-role");
  }

  /// Whose credentials are meant: with `--aws` the role's, unless others are asked for.
  RoleSource role() {
    return Optional.ofNullable(given).orElse(asked ? RoleSource.AWS : RoleSource.FAKE);
  }

  /// The definition with AWS at hand where these options need it.
  Definition appliedTo(Definition definition) {
    if (!asked && role() != RoleSource.AWS) {
      return definition;
    }
    var aws = Aws.open(Locality.of(definition.task(), System.getenv()));
    var local = definition.local();
    return definition.with(asked ? local.asking(aws) : local.with(aws));
  }
}
