package dev.taskdock.cli;

import dev.taskdock.app.FileWatch;
import dev.taskdock.app.Run;
import dev.taskdock.app.RunListener;
import dev.taskdock.app.RunRequest;
import dev.taskdock.app.Taskdock;
import dev.taskdock.control.ServiceRequest;
import dev.taskdock.engine.EngineException;
import dev.taskdock.model.ImageReference;
import dev.taskdock.model.Service;
import dev.taskdock.model.ServiceName;
import dev.taskdock.model.ServiceRevision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/// `up --watch`: files that change are deployed, a new task first, the old one stopped when the new
/// one is healthy.
final class Watch implements AutoCloseable {
  private final Taskdock taskdock;
  private final Run run;
  private final RunListener screen;
  private final Callable<Tested> reload;
  private RunRequest request;
  private final Map<ServiceName, ServiceRevision> deployed = new HashMap<>();
  private volatile Optional<FileWatch> files = Optional.empty();
  private volatile boolean closed;

  private Watch(
      Taskdock taskdock, Run run, RunListener screen, RunRequest request, Callable<Tested> reload) {
    this.taskdock = taskdock;
    this.run = run;
    this.screen = screen;
    this.request = request;
    this.reload = reload;
  }

  /// Begins.
  ///
  /// @param reload reads the files of the project anew; throws where they cannot be used
  static Watch begin(
      Taskdock taskdock, Run run, RunListener screen, RunRequest request, Callable<Tested> reload) {
    var watch = new Watch(taskdock, run, screen, request, reload);
    Thread.ofPlatform().daemon().name("watch").start(watch::loop);
    return watch;
  }

  /// What was read before the watch began is read once more, for the names of all its files.
  private void loop() {
    try {
      var tested = reload.call();
      tested.project().services().forEach(s -> deployed.put(s.name(), s.revision()));
      while (!closed) {
        var watched =
            Change.Watched.of(
                tested.texts().keySet(),
                Path.of(tested.project().file()),
                tested.project().local());
        try (var watch = open(watched)) {
          files = Optional.of(watch);
          var changed = watch.await();
          if (!changed.isEmpty()) {
            tested = happened(changed, Change.of(changed, watched), tested);
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      screen.noted("files are not watched: " + String.valueOf(e.getMessage()).strip());
    }
  }

  static FileWatch open(Change.Watched watched) throws IOException {
    var folders = new java.util.HashSet<>(watched.sources());
    folders.addAll(watched.mounts());
    return FileWatch.of(watched.files(), folders);
  }

  /// The project as it is now.
  private Tested happened(Set<Path> changed, Set<Change> changes, Tested before) {
    var what = changed.iterator().next().getFileName() + (changed.size() > 1 ? " …" : "");
    if (changes.equals(Set.of(Change.MOUNTED))) {
      screen.noted(what + " changed: it is mounted, nothing to do");
      return before;
    }
    screen.noted(what + " changed");
    try {
      var tested = reload.call();
      var project = tested.project();
      request = requested(project);
      var images =
          changes.contains(Change.IMAGE) || changes.contains(Change.OVERLAY)
              ? taskdock.rebuilt(request, screen)
              : List.<ImageReference>of();
      boolean any = false;
      for (var service : project.services()) {
        any |= deploy(service, images);
      }
      if (!any) {
        screen.noted("nothing has changed for what runs");
      }
      return tested;
    } catch (EngineException e) {
      screen.noted("not deployed: " + e.failure().message());
    } catch (Exception e) {
      screen.noted("not deployed: " + String.valueOf(e.getMessage()).strip());
    }
    return before;
  }

  private boolean deploy(Service service, List<ImageReference> images) {
    var known = Optional.ofNullable(deployed.put(service.name(), service.revision()));
    boolean other =
        known
            .filter(r ->
                r.definition().equals(service.revision().definition())
                    && r.loadBalancers().equals(service.revision().loadBalancers()))
            .isEmpty();
    boolean rebuilt =
        service.revision().definition().containers().stream()
            .anyMatch(
                c -> images.stream().anyMatch(i -> i.canonical().equals(c.image().canonical())));
    if (known.isEmpty()) {
      screen.noted("creating " + service.name());
      run.request(new ServiceRequest.Put(service));
    } else if (other) {
      // The count is left as it is: it may have been scaled.
      screen.noted("deploying " + service.name() + ": its definition is another one");
      run.request(new ServiceRequest.Deploy(service.name(), Optional.of(service.revision())));
    } else if (rebuilt) {
      screen.noted("deploying " + service.name() + ": its image is another one");
      run.request(new ServiceRequest.Deploy(service.name(), Optional.empty()));
    }
    return other || rebuilt;
  }

  private RunRequest requested(Project project) {
    return new RunRequest(
        Tested.services(project),
        request.project(),
        request.file(),
        project.local(),
        request.pull(),
        request.platform(),
        request.publications(),
        request.keep(),
        request.role());
  }

  @Override
  public void close() {
    closed = true;
    files.ifPresent(watch -> {
      try {
        watch.close();
      } catch (IOException _) {
        // Then it is closed already.
      }
    });
  }
}
