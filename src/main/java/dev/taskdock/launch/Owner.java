package dev.taskdock.launch;

import dev.taskdock.engine.Labels;
import dev.taskdock.model.Locality;
import java.util.LinkedHashMap;
import java.util.Map;

/// Who a thing belongs to: what `ps`, `down` and the sweep after a crash look for.
///
/// @param project what the user names, or the family
/// @param run one process of taskdock
/// @param file where the definition was read from
/// @param keep whether ended containers stay for a look
/// @param locality where its tasks believe they are
/// @param marks labels that one task's things have beside these
public record Owner(
    String project,
    String run,
    String file,
    boolean keep,
    Locality locality,
    Map<String, String> marks) {
  public Owner {
    marks = Map.copyOf(marks);
  }

  /// The owner of things without marks.
  public Owner(String project, String run, String file, boolean keep, Locality locality) {
    this(project, run, file, keep, locality, Map.of());
  }

  /// The owner of things that no program looks into.
  public Owner(String project, String run, String file, boolean keep) {
    this(project, run, file, keep, Locality.NOWHERE);
  }

  /// The same, of things with these marks.
  public Owner marked(Map<String, String> other) {
    return new Owner(project, run, file, keep, locality, other);
  }

  /// The labels that say so, with the role of the thing.
  public Map<String, String> labels(String role) {
    var labels = new LinkedHashMap<String, String>();
    labels.put(Labels.PROJECT, project);
    labels.put(Labels.RUN, run);
    labels.put(Labels.FILE, file);
    labels.put(Labels.ROLE, role);
    if (keep) {
      labels.put(Labels.KEEP, "true");
    }
    labels.putAll(marks);
    return labels;
  }

  /// The start of every name we give in the engine.
  String prefix() {
    return "taskdock-" + project;
  }
}
