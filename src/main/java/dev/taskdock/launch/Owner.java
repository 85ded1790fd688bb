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
public record Owner(String project, String run, String file, boolean keep, Locality locality) {
  /// The owner of things that no program looks into.
  public Owner(String project, String run, String file, boolean keep) {
    this(project, run, file, keep, Locality.NOWHERE);
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
    return labels;
  }

  /// The start of every name we give in the engine.
  String prefix() {
    return "taskdock-" + project;
  }
}
