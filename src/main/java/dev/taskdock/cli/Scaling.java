package dev.taskdock.cli;

import dev.taskdock.model.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;

/// Words like `web=3`: how many tasks a service is to have.
final class Scaling {
  private static final Pattern WORD = Pattern.compile("(?:([A-Za-z0-9_-]{1,255})=)?([0-9]{1,4})");

  private Scaling() {}

  /// @param service empty where it is left to be guessed
  record Scale(String service, int count) {}

  /// The scales in `words`.
  ///
  /// @throws Rejected when one is none; that has been said
  static List<Scale> parse(List<String> words, Terminal terminal) throws Rejected {
    var scales = new ArrayList<Scale>();
    for (var word : words) {
      var matcher = WORD.matcher(word);
      if (!matcher.matches()) {
        terminal.err().println("taskdock: write SERVICE=N, with N from 0 to 9999: " + word);
        throw new Rejected();
      }
      var service = matcher.group(1);
      scales.add(new Scale(service == null ? "" : service, Integer.parseInt(matcher.group(2))));
    }
    return scales;
  }

  /// The services with the desired counts of `words`; a count alone is for the only service.
  ///
  /// @throws Rejected when one names no service; that has been said
  static List<Service> applied(List<String> words, List<Service> services, Terminal terminal)
      throws Rejected {
    var counts = new HashMap<String, Integer>();
    var names = services.stream().map(s -> s.name().name()).toList();
    for (var scale : parse(words, terminal)) {
      boolean alone = scale.service().isEmpty() && services.size() == 1;
      var name = alone ? names.getFirst() : scale.service();
      if (!names.contains(name)) {
        terminal
            .err()
            .println(
                "taskdock: no service \"" + name + "\"; there are: " + String.join(", ", names));
        throw new Rejected();
      }
      counts.put(name, scale.count());
    }
    return services.stream()
        .map(s -> s.withDesiredCount(counts.getOrDefault(s.name().name(), s.desiredCount())))
        .toList();
  }
}
