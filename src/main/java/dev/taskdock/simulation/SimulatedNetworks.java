package dev.taskdock.simulation;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import dev.taskdock.engine.NetworkFacts;
import dev.taskdock.engine.NetworkSpec;
import dev.taskdock.engine.Networking;
import dev.taskdock.engine.Publication;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// The networks of a simulated engine, and the ports of its host.
final class SimulatedNetworks {
  private static final int FIRST_CHOSEN_PORT = 32_768;

  private final Map<String, Network> networks = new LinkedHashMap<>();
  private final Set<String> ports = new HashSet<>();
  private int made;

  /// A network, and which of its hosts are taken.
  private static final class Network {
    private final String id;
    private final NetworkSpec spec;
    private final Cidr subnet;
    private final Set<Integer> hosts = new HashSet<>();

    Network(String id, NetworkSpec spec, Cidr subnet) {
      this.id = id;
      this.spec = spec;
      this.subnet = subnet;
    }

    NetworkFacts facts() {
      return new NetworkFacts(
          id, spec.name(), List.of(subnet.toString()), spec.mtu(), spec.labels());
    }
  }

  /// A place in a network.
  ///
  /// @param publications with the host ports that were chosen
  record Place(String network, int host, String address, List<Publication> publications) {
    Place {
      publications = List.copyOf(publications);
    }
  }

  SimulatedNetworks() {
    var bridge = new NetworkSpec("bridge", Optional.empty(), OptionalInt.empty(), Map.of());
    networks.put("bridge", new Network("bridge", bridge, Cidr.parse("172.17.0.0/16")));
  }

  synchronized List<NetworkFacts> all() {
    return networks.values().stream().map(Network::facts).toList();
  }

  synchronized String create(NetworkSpec spec) {
    if (networks.values().stream().anyMatch(n -> n.spec.name().equals(spec.name()))) {
      throw new EngineException(
          new EngineFailure.NameTaken("network with name " + spec.name() + " already exists"));
    }
    var subnet = spec.subnet().map(Cidr::parse).orElseGet(this::anySubnet);
    if (networks.values().stream().anyMatch(n -> n.subnet.overlaps(subnet))) {
      throw new EngineException(
          new EngineFailure.SubnetTaken("Pool overlaps with other one on this address space"));
    }
    var id = "%064x".formatted(++made);
    networks.put(id, new Network(id, spec, subnet));
    return id;
  }

  synchronized void remove(String id) {
    var network = networks.get(id);
    if (network != null && !network.hosts.isEmpty()) {
      throw new EngineException(new EngineFailure.Refused("network " + id + " is in use"));
    }
    networks.remove(id);
  }

  /// Gives a container an address and the ports it wants, or refuses both.
  synchronized Place join(Networking.Attached asked) {
    var network = asked.network();
    var joined =
        networks.values().stream()
            .filter(n -> n.id.equals(network) || n.spec.name().equals(network))
            .findFirst()
            .orElseThrow(() ->
                new EngineException(
                    new EngineFailure.Refused("network " + network + " not found")));
    var given = new ArrayList<Publication>();
    for (var publication : asked.publications()) {
      given.add(publish(publication, given));
    }
    int host =
        IntStream.iterate(2, n -> n + 1)
            .filter(n ->
                asked.seat().isPresent()
                    ? joined.subnet.host(n).equals(asked.seat().get().address())
                    : !joined.hosts.contains(n))
            .findFirst()
            .orElse(2);
    if (!joined.hosts.add(host)) {
      given.forEach(p -> ports.remove(key(p)));
      throw new EngineException(new EngineFailure.Refused("Address already in use"));
    }
    return new Place(joined.id, host, joined.subnet.host(host), given);
  }

  synchronized void leave(Place place) {
    var network = networks.get(place.network());
    if (network != null) {
      network.hosts.remove(place.host());
    }
    place.publications().forEach(p -> ports.remove(key(p)));
  }

  private Publication publish(Publication wanted, List<Publication> givenSoFar) {
    var given =
        wanted.hostPort().isPresent()
            ? wanted
            : IntStream.iterate(FIRST_CHOSEN_PORT, n -> n + 1)
                .mapToObj(n -> at(wanted, n))
                .filter(p -> !ports.contains(key(p)))
                .findFirst()
                .orElse(wanted);
    if (!ports.add(key(given))) {
      givenSoFar.forEach(p -> ports.remove(key(p)));
      throw new EngineException(
          new EngineFailure.PortTaken(
              "Bind for " + key(given) + " failed: port is already allocated"));
    }
    return given;
  }

  private static Publication at(Publication wanted, int port) {
    return new Publication(
        wanted.address(), OptionalInt.of(port), wanted.port(), wanted.protocol());
  }

  private static String key(Publication publication) {
    return publication.address()
        + ":"
        + publication.hostPort().orElse(0)
        + "/"
        + publication.protocol().word();
  }

  private Cidr anySubnet() {
    return IntStream.iterate(18, n -> n + 1)
        .mapToObj(n -> Cidr.parse("172." + n + ".0.0/16"))
        .filter(c -> networks.values().stream().noneMatch(n -> n.subnet.overlaps(c)))
        .findFirst()
        .orElseThrow();
  }
}
