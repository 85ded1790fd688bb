package dev.taskdock.engine.docker;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Probe;
import dev.taskdock.engine.Publication;
import dev.taskdock.model.Invocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the engine is told to make: a [ContainerSpec] in the engine's own words.
final class ContainerBody {
  /// The period CPU quotas are given for, the kernel's standard.
  private static final long CPU_PERIOD_MICROS = 100_000;

  private ContainerBody() {}

  static Map<String, Object> of(ContainerSpec spec) {
    var body = new LinkedHashMap<String, Object>();
    body.put("Image", spec.image().text());
    body.put("Labels", spec.labels());
    body.put("Env", spec.environment().assignments());
    invocation(spec.invocation(), body);
    body.put("Healthcheck", spec.probe().map(ContainerBody::probe).orElse(NO_PROBE));
    body.put("HostConfig", host(spec));
    if (spec.networking() instanceof Networking.Attached attached) {
      var exposed = new LinkedHashMap<String, Object>();
      attached.publications().forEach(publication -> exposed.put(port(publication), Map.of()));
      body.put("ExposedPorts", exposed);
    }
    return body;
  }

  /// Switches an image's own probe off; leaving the member out would leave that one on.
  private static final Map<String, Object> NO_PROBE = Map.of("Test", List.of("NONE"));

  private static Map<String, Object> probe(Probe probe) {
    return Map.of(
        "Test", probe.test(),
        "Interval", probe.interval().toNanos(),
        "Timeout", probe.timeout().toNanos(),
        "Retries", probe.retries(),
        "StartPeriod", probe.startPeriod().toNanos());
  }

  private static void invocation(Invocation invocation, Map<String, Object> body) {
    if (!invocation.entryPoint().isEmpty()) {
      body.put("Entrypoint", invocation.entryPoint());
    }
    if (!invocation.command().isEmpty()) {
      body.put("Cmd", invocation.command());
    }
    invocation.workingDirectory().ifPresent(folder -> body.put("WorkingDir", folder));
    invocation.user().ifPresent(user -> body.put("User", user));
  }

  private static Map<String, Object> host(ContainerSpec spec) {
    var host = new LinkedHashMap<String, Object>();
    switch (spec.networking()) {
      case Networking.Attached attached -> {
        host.put("NetworkMode", attached.network());
        host.put("PortBindings", bindings(attached.publications()));
      }
      case Networking.Joined joined -> host.put("NetworkMode", "container:" + joined.containerId());
    }
    limits(spec.limits(), host);
    host.put("CapAdd", spec.privileges().add());
    host.put("CapDrop", spec.privileges().drop());
    host.put("Init", spec.privileges().init());
    // The engine's default may be a driver that cannot be read back.
    host.put("LogConfig", Map.of("Type", "json-file"));
    host.put("RestartPolicy", Map.of("Name", "no"));
    host.put("AutoRemove", false);
    return host;
  }

  private static Map<String, List<Object>> bindings(List<Publication> publications) {
    var bindings = new LinkedHashMap<String, List<Object>>();
    for (Publication publication : publications) {
      Optional<Integer> hostPort = publication.hostPort().stream().boxed().findFirst();
      bindings
          .computeIfAbsent(port(publication), _ -> new ArrayList<>())
          .add(
              Map.of(
                  "HostIp", publication.address(),
                  "HostPort", hostPort.map(String::valueOf).orElse("")));
    }
    return bindings;
  }

  private static String port(Publication publication) {
    return publication.port() + "/" + publication.protocol().word();
  }

  private static void limits(Limits limits, Map<String, Object> host) {
    limits.cpuShares().ifPresent(shares -> host.put("CpuShares", shares));
    limits
        .cpuQuotaMicros()
        .ifPresent(quota -> {
          host.put("CpuPeriod", CPU_PERIOD_MICROS);
          host.put("CpuQuota", quota);
        });
    limits
        .memoryBytes()
        .ifPresent(bytes -> {
          host.put("Memory", bytes);
          host.put("MemorySwap", bytes);
        });
    limits.memoryReservationBytes().ifPresent(bytes -> host.put("MemoryReservation", bytes));
    limits
        .openFiles()
        .ifPresent(files ->
            host.put("Ulimits", List.of(Map.of("Name", "nofile", "Soft", files, "Hard", files))));
  }
}
