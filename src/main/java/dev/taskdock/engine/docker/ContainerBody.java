package dev.taskdock.engine.docker;

import dev.taskdock.engine.ContainerSpec;
import dev.taskdock.engine.Files;
import dev.taskdock.engine.Limits;
import dev.taskdock.engine.Mount;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Privileges;
import dev.taskdock.engine.Probe;
import dev.taskdock.engine.Publication;
import dev.taskdock.engine.Streams;
import dev.taskdock.model.Invocation;
import dev.taskdock.model.Tmpfs;
import dev.taskdock.model.Ulimit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the engine is told to make: a [ContainerSpec] in the engine's own words.
final class ContainerBody {
  /// The period CPU quotas are given for, the kernel's standard.
  private static final long CPU_PERIOD_MICROS = 100_000;

  /// What `/dev/shm` holds: the size Fargate leaves it at, whatever this engine's own default is.
  private static final long SHARED_MEMORY_BYTES = 64L << 20;

  private ContainerBody() {}

  static Map<String, Object> of(ContainerSpec spec) {
    var body = new LinkedHashMap<String, Object>();
    body.put("Image", spec.image().text());
    body.put("Labels", spec.labels());
    body.put("Env", spec.environment().assignments());
    invocation(spec.invocation(), body);
    streams(spec.surroundings().streams(), body);
    body.put("Healthcheck", spec.probe().map(ContainerBody::probe).orElse(NO_PROBE));
    body.put("HostConfig", host(spec));
    if (spec.networking() instanceof Networking.Attached attached) {
      var exposed = new LinkedHashMap<String, Object>();
      attached.publications().forEach(publication -> exposed.put(port(publication), Map.of()));
      body.put("ExposedPorts", exposed);
      attached.seat().ifPresent(seat -> seat(attached.network(), seat, body));
    }
    return body;
  }

  private static void seat(String network, Networking.Seat seat, Map<String, Object> body) {
    body.put("Hostname", seat.hostName());
    var address = Map.of("IPAMConfig", Map.of("IPv4Address", seat.address()));
    body.put("NetworkingConfig", Map.of("EndpointsConfig", Map.of(network, address)));
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

  private static void streams(Streams streams, Map<String, Object> body) {
    if (streams.terminal()) {
      body.put("Tty", true);
    }
    if (streams.openInput()) {
      body.put("OpenStdin", true);
    }
  }

  private static Map<String, Object> host(ContainerSpec spec) {
    var host = new LinkedHashMap<String, Object>();
    switch (spec.networking()) {
      case Networking.Attached attached -> {
        host.put("NetworkMode", attached.network());
        host.put("PortBindings", bindings(attached.publications()));
        put(
            "ExtraHosts",
            attached.hosts().entrySet().stream().map(h -> h.getKey() + ":" + h.getValue()).toList(),
            host);
      }
      case Networking.Joined joined -> host.put("NetworkMode", "container:" + joined.containerId());
    }
    limits(spec.limits(), host);
    files(spec.surroundings().files(), host);
    privileges(spec.surroundings().privileges(), host);
    var streams = spec.surroundings().streams();
    var log = new LinkedHashMap<String, Object>();
    log.put("Type", streams.logDriver());
    log.put("Config", streams.logOptions());
    host.put("LogConfig", log);
    host.put("RestartPolicy", Map.of("Name", "no"));
    host.put("AutoRemove", false);
    return host;
  }

  private static void files(Files files, Map<String, Object> host) {
    put("Mounts", files.mounts().stream().map(ContainerBody::mount).toList(), host);
    put(
        "VolumesFrom",
        files.from().stream().map(f -> f.container() + (f.readOnly() ? ":ro" : "")).toList(),
        host);
    put(
        "Tmpfs",
        files.tmpfs().stream().collect(Collectors.toMap(Tmpfs::path, ContainerBody::options)),
        host);
    if (files.readOnlyRoot()) {
      host.put("ReadonlyRootfs", true);
    }
  }

  private static void put(String name, List<?> values, Map<String, Object> host) {
    if (!values.isEmpty()) {
      host.put(name, values);
    }
  }

  private static void put(String name, Map<String, String> values, Map<String, Object> host) {
    if (!values.isEmpty()) {
      host.put(name, values);
    }
  }

  private static Map<String, Object> mount(Mount mount) {
    var body = new LinkedHashMap<String, Object>();
    body.put("Target", mount.path());
    body.put("ReadOnly", mount.readOnly());
    switch (mount.source()) {
      case Mount.Source.OfVolume(var name, var seeded) -> {
        body.put("Type", "volume");
        body.put("Source", name);
        body.put("VolumeOptions", Map.of("NoCopy", !seeded));
      }
      case Mount.Source.OfFolder(var path) -> {
        body.put("Type", "bind");
        body.put("Source", path);
      }
    }
    return body;
  }

  private static String options(Tmpfs tmpfs) {
    return Stream.concat(Stream.of("size=" + tmpfs.size().bytes()), tmpfs.options().stream())
        .collect(Collectors.joining(","));
  }

  private static void privileges(Privileges privileges, Map<String, Object> host) {
    host.put("CapAdd", privileges.capabilities().add());
    host.put("CapDrop", privileges.capabilities().drop());
    host.put("Init", privileges.init());
    put("Sysctls", privileges.kernelParameters(), host);
    privileges.processesOf().ifPresent(other -> host.put("PidMode", "container:" + other));
  }

  private static Map<String, Object> ulimit(Ulimit ulimit) {
    return Map.of("Name", ulimit.name(), "Soft", ulimit.soft(), "Hard", ulimit.hard());
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
    put("Ulimits", limits.ulimits().stream().map(ContainerBody::ulimit).toList(), host);
    limits.cgroup().ifPresent(cgroup -> host.put("CgroupParent", cgroup));
    host.put("ShmSize", SHARED_MEMORY_BYTES);
  }
}
