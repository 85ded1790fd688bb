package dev.taskdock.input.declared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is to be said about files besides problems: what of them is not run.
public final class Notes {
  private final Map<String, Set<String>> notYet = new LinkedHashMap<>();
  private final Map<String, Set<String>> notHere = new LinkedHashMap<>();
  private final Set<String> network = new LinkedHashSet<>();
  private final List<String> said = new ArrayList<>();

  /// Says that taskdock does not do `what` yet, of which `id` is one.
  public void notYet(String id, String what) {
    notYet.computeIfAbsent(what, _ -> new LinkedHashSet<>()).add(id);
  }

  /// Says that `id` is no business of a laptop.
  public void notHere(String id, String what) {
    notHere.computeIfAbsent(what, _ -> new LinkedHashSet<>()).add(id);
  }

  /// Says that there is such a part of a network, which is not built here.
  public void network(String what) {
    network.add(what);
  }

  public void said(String line) {
    said.add(line);
  }

  /// All of it, a line each.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    if (!notYet.isEmpty()) {
      lines.add("not done here yet: " + listed(notYet));
    }
    if (!notHere.isEmpty()) {
      lines.add("not run here: " + listed(notHere));
    }
    if (!network.isEmpty()) {
      lines.add("the network around the tasks is this machine's: " + String.join(", ", network));
    }
    lines.addAll(said);
    return lines;
  }

  private static String names(Set<String> names) {
    return names.size() <= 3 ? String.join(", ", names) : names.size() + " of them";
  }

  private static String listed(Map<String, Set<String>> names) {
    return String.join(
        "; ",
        names.entrySet().stream().map(e -> e.getKey() + " (" + names(e.getValue()) + ")").toList());
  }
}
