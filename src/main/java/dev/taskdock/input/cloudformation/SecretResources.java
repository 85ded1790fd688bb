package dev.taskdock.input.cloudformation;

import dev.taskdock.input.declared.Nodes;
import dev.taskdock.input.declared.Stable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The values that stacks themselves put into Secrets Manager and Parameter Store, by every name
/// that tasks may ask for them with.
final class SecretResources {
  private static final int LONGEST = 4096;
  private static final int USUAL_LENGTH = 32;

  private SecretResources() {}

  static Map<String, String> of(StackSet set) {
    var values = new LinkedHashMap<String, String>();
    for (var secret : set.resources("AWS::SecretsManager::Secret")) {
      value(secret)
          .ifPresent(value -> {
            values.put(ResourceNames.secretArn(secret), value);
            values.put(secret.name("Name"), value);
          });
    }
    for (var parameter : set.resources("AWS::SSM::Parameter")) {
      parameter.text("Value").ifPresent(value -> values.put(parameter.name("Name"), value));
    }
    return values;
  }

  private static Optional<String> value(Resource secret) {
    return secret.text("SecretString").or(() -> generated(secret));
  }

  /// A password that is the same in every run of the stack, or a document with it.
  private static Optional<String> generated(Resource secret) {
    return secret
        .property("GenerateSecretString")
        .filter(dev.taskdock.input.Node.Mapping.class::isInstance)
        .map(dev.taskdock.input.Node.Mapping.class::cast)
        .map(how -> {
          var length =
              Nodes.textOf(how, "PasswordLength")
                  .filter(t -> t.matches("\\d{1,4}"))
                  .map(Integer::valueOf)
                  .orElse(USUAL_LENGTH);
          var password = password(secret.key(), Math.clamp(length, 1, LONGEST));
          var template = Nodes.textOf(how, "SecretStringTemplate").map(String::strip);
          var key = Nodes.textOf(how, "GenerateStringKey");
          boolean document = key.isPresent() && template.filter(t -> t.endsWith("}")).isPresent();
          return document ? inserted(template.orElse("{}"), key.orElse(""), password) : password;
        });
  }

  private static String inserted(String template, String key, String password) {
    var open = template.substring(0, template.length() - 1).stripTrailing();
    var separator = open.endsWith("{") ? "" : ", ";
    return open + separator + "\"" + key + "\": \"" + password + "\"}";
  }

  private static String password(String key, int length) {
    var password = new StringBuilder();
    for (int i = 0; password.length() < length; i++) {
      password.append(Stable.letters(key + i, 24));
    }
    return password.substring(0, length);
  }
}
