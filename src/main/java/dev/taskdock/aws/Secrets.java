package dev.taskdock.aws;

import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.secrets.Answer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/// Secrets Manager. Several keys of one secret cost one question.
final class Secrets {
  private final Clients clients;

  /// A secret as it was at a stage or version.
  private record Edition(String arn, Optional<String> stage, Optional<String> version) {
    /// Field four of `arn:aws:secretsmanager:REGION:…`; a name alone has none.
    Optional<String> region() {
      var fields = arn.split(":", -1);
      return Optional.of(fields.length > 3 ? fields[3] : "").filter(named -> !named.isEmpty());
    }
  }

  Secrets(Clients clients) {
    this.clients = clients;
  }

  Map<SecretReference, Answer> ask(Set<SecretReference.Asm> references) {
    var told = new HashMap<Edition, Answer>();
    var answers = new HashMap<SecretReference, Answer>();
    for (var reference : references) {
      var edition = new Edition(reference.arn(), reference.stage(), reference.versionId());
      answers.put(reference, told.computeIfAbsent(edition, this::ask));
    }
    return answers;
  }

  private Answer ask(Edition edition) {
    try (var manager = clients.secretsManager(clients.region(edition.region()))) {
      var secret =
          manager.getSecretValue(request -> {
            request.secretId(edition.arn());
            edition.stage().ifPresent(request::versionStage);
            edition.version().ifPresent(request::versionId);
          });
      return Optional.ofNullable(secret.secretString())
          .<Answer>map(text -> new Answer.Value(new SecretValue(text)))
          .orElse(new Answer.Malformed("the secret is binary, which no variable can hold"));
    } catch (ResourceNotFoundException _) {
      return new Answer.Absent();
    } catch (SdkException e) {
      return new Answer.Refused(Trouble.words(e));
    }
  }
}
