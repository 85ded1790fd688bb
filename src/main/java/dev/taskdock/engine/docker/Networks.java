package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.NetworkSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// The engine's networks.
final class Networks {
  private static final String MTU = "com.docker.network.driver.mtu";

  private final DockerApi api;

  Networks(DockerApi api) {
    this.api = api;
  }

  /// Those with all of `labels`.
  List<NetworkFacts> with(Map<String, String> labels) {
    return api.get(ApiPath.of("/networks").labelled(labels), Subject.WHOLE).items().stream()
        .map(Networks::facts)
        .toList();
  }

  String create(NetworkSpec spec) {
    var body = new LinkedHashMap<String, Object>();
    body.put("Name", spec.name());
    // Engines before API 1.44 make a second network of one name unless told to look.
    body.put("CheckDuplicate", true);
    body.put("Driver", "bridge");
    body.put("Labels", spec.labels());
    spec.mtu().ifPresent(mtu -> body.put("Options", Map.of(MTU, Integer.toString(mtu))));
    spec.subnet()
        .ifPresent(subnet -> body.put("IPAM", Map.of("Config", List.of(Map.of("Subnet", subnet)))));
    return api.post(ApiPath.of("/networks/create"), body, Subject.WHOLE).at("Id").text();
  }

  void remove(String id) {
    try {
      api.delete(ApiPath.of("/networks/" + id), Subject.WHOLE);
    } catch (EngineException e) {
      if (!e.failure().message().contains("not found")) {
        throw e;
      }
    }
  }

  private static NetworkFacts facts(Json network) {
    List<String> subnets =
        network.at("IPAM", "Config").items().stream()
            .flatMap(config -> config.at("Subnet").words().stream())
            .toList();
    return new NetworkFacts(
        network.at("Id").text(),
        network.at("Name").text(),
        subnets,
        mtu(network),
        network.at("Labels").texts());
  }

  private static OptionalInt mtu(Json network) {
    return Optional.ofNullable(network.at("Options").texts().get(MTU))
        .filter(text -> text.matches("[0-9]{1,5}"))
        .map(text -> OptionalInt.of(Integer.parseInt(text)))
        .orElse(OptionalInt.empty());
  }
}
