package dev.taskdock.input.taskdefinition;

import static dev.taskdock.problem.Code.TD2017;
import static dev.taskdock.problem.Code.TD2084;

import dev.taskdock.input.Fields;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.SecretReference;
import dev.taskdock.problem.Diagnostic;
import dev.taskdock.problem.Quoted;
import dev.taskdock.problem.Severity;
import java.util.Optional;

/// The `repositoryCredentials` of a container: which secret says who pulls its image. Source:
/// RegisterTaskDefinition, RepositoryCredentials.
final class Logins {
  private static final String MEMBER = "repositoryCredentials";
  private static final String PARAMETER = "credentialsParameter";

  private Logins() {}

  /// The secret, of which the ARN or the name is written.
  ///
  /// @param image what the container runs. Where it is another than is written, and of another
  ///   registry, that registry is not told who we are at this one
  static Optional<SecretReference.Asm> read(Fields container, Optional<ImageReference> image) {
    var credentials = container.object(MEMBER);
    credentials.ifPresent(Vocabulary::tell);
    // The old console writes an empty parameter where there are none.
    if (container.isBare(MEMBER)) {
      container.add(
          Diagnostic.error(TD2084, container.title() + " has credentials without a parameter")
              .at(container.locationOf(MEMBER))
              .because("ECS requires credentialsParameter, a secret of Secrets Manager.")
              .fixedBy("add \"credentialsParameter\": \"ARN\", or remove repositoryCredentials"));
    }
    var secret = credentials.flatMap(c -> c.text(PARAMETER)).filter(text -> !text.isBlank());
    secret.filter(text -> !isSecret(text)).ifPresent(_ -> credentials.ifPresent(Logins::tellOther));
    var written = container.text("image").flatMap(ImageReference::registryOf);
    boolean elsewhere = image.filter(i -> !i.registry().equals(written)).isPresent();
    if (elsewhere && secret.isPresent()) {
      container.add(
          Diagnostic.of(Severity.NOTE, TD2017, Quoted.of(MEMBER) + " has no effect here")
              .at(container.locationOf(MEMBER))
              .because("The image given instead is not of the registry that they are for."));
    }
    return secret.filter(_ -> !elsewhere).map(SecretReference.Asm::whole);
  }

  /// A name, or an ARN with nothing behind the name.
  private static boolean isSecret(String text) {
    return !text.startsWith("arn:")
        || SecretReference.parse(text)
            .filter(SecretReference.Asm.class::isInstance)
            .map(SecretReference.Asm.class::cast)
            .filter(asm -> asm.arn().equals(text))
            .isPresent();
  }

  private static void tellOther(Fields credentials) {
    credentials.add(
        Diagnostic.of(Severity.WARNING, TD2084, "credentialsParameter is the ARN of no secret")
            .at(credentials.locationOf(PARAMETER))
            .because("The agent asks Secrets Manager for it as a whole, so the pull would fail.")
            .fixedBy("write arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME, and no key"));
  }
}
