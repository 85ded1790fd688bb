package dev.taskdock.engine.docker;

import dev.taskdock.engine.ContainerDetail;
import dev.taskdock.engine.ContainerDetail.ProbeResult;
import dev.taskdock.engine.ContainerSnapshot;
import dev.taskdock.engine.ContainerSnapshot.ProbeStatus;
import dev.taskdock.engine.ContainerSnapshot.Status;
import dev.taskdock.engine.Publication;
import dev.taskdock.model.Protocol;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Snapshots read from the engine's two ways to describe a container.
final class Snapshots {
  private static final Pattern EXITED = Pattern.compile("Exited \\((-?\\d+)\\).*");

  private Snapshots() {}

  /// A row of a listing, which tells the exit code and the health in prose only.
  static ContainerSnapshot listed(Json row) {
    String prose = row.at("Status").text();
    Status status = status(row.at("State").text());
    Matcher exited = EXITED.matcher(prose);
    boolean hasCode = status == Status.EXITED && exited.matches();
    return new ContainerSnapshot(
        row.at("Id").text(),
        row.at("Names").items().stream()
            .findFirst()
            .map(Json::text)
            .orElse("")
            .replaceFirst("^/", ""),
        row.at("Image").text(),
        row.at("Labels").texts(),
        status,
        hasCode ? OptionalInt.of(Integer.parseInt(exited.group(1))) : OptionalInt.empty(),
        false,
        proseHealth(prose),
        Optional.empty(),
        Optional.empty(),
        Instant.ofEpochSecond(row.at("Created").number()),
        Optional.empty(),
        Optional.empty(),
        address(row),
        row.at("Ports").items().stream().flatMap(port -> listedPort(port).stream()).toList());
  }

  /// The answer to an inspection.
  static ContainerSnapshot inspected(Json answer) {
    Json state = answer.at("State");
    Optional<Instant> startedAt = EngineTime.parse(state.at("StartedAt").text());
    // A container whose start failed is "created" still, though it carries an exit code.
    Status status = status(state.at("Status").text());
    return new ContainerSnapshot(
        answer.at("Id").text(),
        answer.at("Name").text().replaceFirst("^/", ""),
        answer.at("Config", "Image").text(),
        answer.at("Config", "Labels").texts(),
        status,
        status == Status.EXITED
            ? OptionalInt.of((int) state.at("ExitCode").number())
            : OptionalInt.empty(),
        state.at("OOMKilled").isTrue(),
        health(state.at("Health", "Status").text()),
        state.at("Health", "Log").items().stream()
            .reduce((_, last) -> last)
            .flatMap(last -> last.at("Output").words()),
        state.at("Error").words(),
        EngineTime.parse(answer.at("Created").text()).orElse(Instant.EPOCH),
        startedAt,
        EngineTime.parse(state.at("FinishedAt").text()),
        address(answer),
        answer.at("NetworkSettings", "Ports").members().entrySet().stream()
            .flatMap(port -> boundPorts(port).stream())
            .toList());
  }

  /// The answer to an inspection that asked for sizes too.
  static ContainerDetail detailed(Json answer) {
    Json state = answer.at("State");
    Json written = answer.at("SizeRw");
    return new ContainerDetail(
        EngineTime.parse(answer.at("Created").text()).orElse(Instant.EPOCH),
        EngineTime.parse(state.at("StartedAt").text()),
        EngineTime.parse(state.at("FinishedAt").text()),
        answer.at("NetworkSettings", "Networks").members().values().stream()
            .flatMap(network -> network.at("MacAddress").words().stream())
            .findFirst(),
        written.isNumber() ? OptionalLong.of(written.number()) : OptionalLong.empty(),
        state.at("Health", "Log").items().stream()
            .reduce((_, later) -> later)
            .map(Snapshots::probeResult));
  }

  private static ProbeResult probeResult(Json entry) {
    return new ProbeResult(
        EngineTime.parse(entry.at("End").text()).orElse(Instant.EPOCH),
        (int) entry.at("ExitCode").number(),
        entry.at("Output").text());
  }

  /// What the engine's word for a health means; `none` and no word mean there is no probe.
  static Optional<ProbeStatus> health(String word) {
    return switch (word) {
      case "starting" -> Optional.of(ProbeStatus.STARTING);
      case "healthy" -> Optional.of(ProbeStatus.HEALTHY);
      case "unhealthy" -> Optional.of(ProbeStatus.UNHEALTHY);
      default -> Optional.empty();
    };
  }

  private static Optional<ProbeStatus> proseHealth(String prose) {
    String lastWord = prose.substring(prose.lastIndexOf('(') + 1).replace(")", "");
    return prose.startsWith("Up") ? health(lastWord.replace("health: ", "")) : Optional.empty();
  }

  private static Status status(String word) {
    return switch (word) {
      case "created" -> Status.CREATED;
      case "running", "paused", "restarting" -> Status.RUNNING;
      default -> Status.EXITED;
    };
  }

  private static Optional<String> address(Json container) {
    return container.at("NetworkSettings", "Networks").members().values().stream()
        .flatMap(network -> network.at("IPAddress").words().stream())
        .findFirst();
  }

  private static Optional<Publication> listedPort(Json port) {
    return port.at("PublicPort").isNumber()
        ? Optional.of(
            new Publication(
                port.at("IP").text(),
                OptionalInt.of((int) port.at("PublicPort").number()),
                (int) port.at("PrivatePort").number(),
                protocol(port.at("Type").text())))
        : Optional.empty();
  }

  private static List<Publication> boundPorts(Map.Entry<String, Json> port) {
    String[] key = port.getKey().split("/", 2);
    Protocol protocol = protocol(key.length == 2 ? key[1] : "tcp");
    return port.getValue().items().stream()
        .map(binding ->
            new Publication(
                binding.at("HostIp").text(),
                OptionalInt.of(Integer.parseInt(binding.at("HostPort").text())),
                Integer.parseInt(key[0]),
                protocol))
        .toList();
  }

  private static Protocol protocol(String word) {
    return word.equals("udp") ? Protocol.UDP : Protocol.TCP;
  }
}
