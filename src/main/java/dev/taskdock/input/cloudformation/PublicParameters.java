package dev.taskdock.input.cloudformation;

import dev.taskdock.input.declared.Stable;
import java.util.Optional;
import java.util.regex.Pattern;

/// What AWS itself keeps in Parameter Store below `/aws/service`, as far as tasks are about it.
final class PublicParameters {
  private static final Pattern FLUENT_BIT =
      Pattern.compile("/aws/service/aws-for-fluent-bit/([A-Za-z0-9.]+)");

  private PublicParameters() {}

  /// The value of the parameter `name`; empty where it is none of these.
  static Optional<String> value(String name) {
    var router = FLUENT_BIT.matcher(name);
    if (router.matches()) {
      return Optional.of("public.ecr.aws/aws-observability/aws-for-fluent-bit:" + router.group(1));
    }
    if (name.startsWith("/cdk-bootstrap/") && name.endsWith("/version")) {
      return Optional.of("21");
    }
    // An image of a machine; no machine is started here.
    return name.startsWith("/aws/service/") && (name.contains("ami") || name.contains("image_id"))
        ? Optional.of("ami-0" + Stable.hex(name, 16))
        : Optional.empty();
  }
}
