package dev.taskdock.cli;

import dev.taskdock.app.Local;
import dev.taskdock.certificates.KnownCertificates;
import dev.taskdock.input.service.LoadBalancing;
import dev.taskdock.model.ScalableTarget;
import dev.taskdock.model.Service;
import java.util.List;

/// Services that belong together, with what stands in front of them.
///
/// @param name what the command line calls it, else the folder or the family
/// @param file as the user wrote it
/// @param services at least one
/// @param scaling which of them follow scaling policies
/// @param unhandled members of their definitions that are accepted and do nothing here yet
record Project(
    String name,
    String file,
    List<Service> services,
    LoadBalancing balancing,
    KnownCertificates certificates,
    List<ScalableTarget> scaling,
    Local local,
    List<String> unhandled) {
  Project {
    services = List.copyOf(services);
    scaling = List.copyOf(scaling);
    unhandled = List.copyOf(unhandled);
  }
}
