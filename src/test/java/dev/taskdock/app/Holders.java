package dev.taskdock.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskdock.engine.Engine;
import dev.taskdock.engine.ExecSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The holders of an engine that does nothing but load the packet filters that they are sent.
final class Holders {
  private static final long PATIENCE_MILLIS = 10_000;
  private static final Pattern SET =
      Pattern.compile("set (\\w+) \\{\\s+type ipv4_addr(?:\\s+elements = \\{ ([^}]*) \\})?");
  private static final Pattern LETS = Pattern.compile("ip saddr @(\\w+) tcp dport (\\d+) accept");

  private final Map<String, String> loaded = new TreeMap<>();

  Engine engine() {
    return (Engine)
        Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("exec")) {
                throw new UnsupportedOperationException(method.getName());
              }
              return exec((String) arguments[0], (ExecSpec) arguments[1]);
            });
  }

  /// As the script in the holder: what comes before `#load` is loaded at once.
  private int exec(String holder, ExecSpec spec) {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(spec.input().orElseThrow(), StandardCharsets.UTF_8))) {
      var text = new StringBuilder();
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.equals("#load")) {
          put(holder, text.toString());
          text.setLength(0);
        } else {
          text.append(line).append('\n');
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    remove(holder);
    return 0;
  }

  private synchronized void put(String holder, String rules) {
    loaded.put(holder, rules);
    notifyAll();
  }

  private synchronized void remove(String holder) {
    loaded.remove(holder);
    notifyAll();
  }

  /// Waits until these holders, and no others, let in what is expected: an address and a port each.
  synchronized void awaitLetIn(Map<String, Set<String>> expected) {
    long until = System.currentTimeMillis() + PATIENCE_MILLIS;
    try {
      while (!letIn().equals(expected) && System.currentTimeMillis() < until) {
        wait(PATIENCE_MILLIS);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(letIn()).isEqualTo(expected);
  }

  private Map<String, Set<String>> letIn() {
    var all = new TreeMap<String, Set<String>>();
    loaded.forEach((holder, rules) -> all.put(holder, letIn(rules)));
    return all;
  }

  private static Set<String> letIn(String rules) {
    var sets =
        SET.matcher(rules)
            .results()
            .collect(
                Collectors.toMap(
                    r -> r.group(1),
                    r -> r.group(2) == null ? "" : r.group(2),
                    (a, _) -> a,
                    HashMap::new));
    var input = rules.substring(rules.indexOf("chain input"), rules.indexOf("chain router"));
    var lets = new TreeSet<String>();
    LETS.matcher(input)
        .results()
        .forEach(r -> {
          for (var address : sets.getOrDefault(r.group(1), "").split(", ", -1)) {
            if (!address.isEmpty()) {
              lets.add(address + " " + r.group(2));
            }
          }
        });
    return lets;
  }
}
