package dev.taskdock.smoke;

import dev.taskdock.app.RunRequest;
import dev.taskdock.probe.Probe;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What is tested.
///
/// @param request what is to run
/// @param probes what is tried of it
/// @param patience how long it may take to become steady
/// @param folder that paths of files are shown from
public record Subject(RunRequest request, List<Probe> probes, Duration patience, Path folder) {
  public Subject {
    probes = List.copyOf(probes);
  }
}
