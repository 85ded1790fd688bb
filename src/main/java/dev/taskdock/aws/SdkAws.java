package dev.taskdock.aws;

import dev.taskdock.app.Aws;
import dev.taskdock.metadata.Credentials;
import dev.taskdock.model.SecretReference;
import dev.taskdock.secrets.Answer;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// AWS through its SDK.
final class SdkAws implements Aws {
  private final Clients clients;
  private final Parameters parameters;
  private final Secrets secrets;
  private final ObjectStore objects;
  private final AssumedRoles roles;

  SdkAws(Clients clients) {
    this.clients = clients;
    this.parameters = new Parameters(clients);
    this.secrets = new Secrets(clients);
    this.objects = new ObjectStore(clients);
    this.roles = new AssumedRoles(clients);
  }

  @Override
  public Optional<String> lack() {
    return clients.lack();
  }

  @Override
  public Map<SecretReference, Answer> ask(Set<SecretReference> references) {
    var ofParameters = new LinkedHashSet<SecretReference.Parameter>();
    var ofSecrets = new LinkedHashSet<SecretReference.Asm>();
    for (var reference : references) {
      switch (reference) {
        case SecretReference.Parameter parameter -> ofParameters.add(parameter);
        case SecretReference.Asm asm -> ofSecrets.add(asm);
      }
    }
    var answers = new HashMap<SecretReference, Answer>(parameters.ask(ofParameters));
    answers.putAll(secrets.ask(ofSecrets));
    return answers;
  }

  @Override
  public String file(String arn) {
    return objects.text(arn);
  }

  @Override
  public Optional<Credentials> of(String roleArn, Instant now) {
    return roles.of(roleArn, now);
  }
}
