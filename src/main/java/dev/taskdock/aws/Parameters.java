package dev.taskdock.aws;

import dev.taskdock.model.SecretReference;
import dev.taskdock.model.SecretValue;
import dev.taskdock.secrets.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkException;

/// Parameter Store.
final class Parameters {
  /// Of GetParameters.
  private static final int AT_ONCE = 10;

  private final Clients clients;

  Parameters(Clients clients) {
    this.clients = clients;
  }

  Map<SecretReference, Answer> ask(Set<SecretReference.Parameter> references) {
    var byRegion = new LinkedHashMap<String, Set<String>>();
    for (var reference : references) {
      byRegion
          .computeIfAbsent(clients.region(reference.region()), _ -> new LinkedHashSet<>())
          .add(reference.name());
    }
    var told = new HashMap<String, Map<String, Answer>>();
    byRegion.forEach((region, names) -> told.put(region, ask(region, names)));
    var answers = new HashMap<SecretReference, Answer>();
    for (var reference : references) {
      var ofRegion = told.getOrDefault(clients.region(reference.region()), Map.of());
      answers.put(reference, ofRegion.getOrDefault(reference.name(), new Answer.Absent()));
    }
    return answers;
  }

  /// What Parameter Store tells in one region, by name; nothing of names that it does not know.
  private Map<String, Answer> ask(String region, Collection<String> names) {
    var all = new ArrayList<>(names);
    var answers = new HashMap<String, Answer>();
    try (var ssm = clients.ssm(region)) {
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        var some = List.copyOf(all.subList(from, Math.min(from + AT_ONCE, all.size())));
        try {
          ssm.getParameters(request -> request.names(some).withDecryption(true))
              .parameters()
              .forEach(p -> {
                // The version or label that was asked for comes back on its own.
                var name = p.name() + Optional.ofNullable(p.selector()).orElse("");
                answers.put(name, new Answer.Value(new SecretValue(p.value())));
              });
        } catch (SdkException e) {
          var refused = new Answer.Refused(Trouble.words(e));
          some.forEach(name -> answers.put(name, refused));
        }
      }
    }
    return answers;
  }
}
