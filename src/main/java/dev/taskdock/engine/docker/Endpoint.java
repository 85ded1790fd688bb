package dev.taskdock.engine.docker;

import dev.taskdock.engine.EngineException;
import dev.taskdock.engine.EngineFailure;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/// The address of an engine, in the words of `DOCKER_HOST`.
sealed interface Endpoint {
  /// A socket in the file system.
  record UnixSocket(Path path) implements Endpoint {
    @Override
    public String text() {
      return "unix://" + path;
    }

    @Override
    public String host() {
      return "localhost";
    }
  }

  /// A port of a host, in the clear or under TLS.
  record Tcp(String name, int port, Optional<Certificates> certificates) implements Endpoint {
    @Override
    public String text() {
      return "tcp://" + host();
    }

    @Override
    public String host() {
      return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
    }
  }

  /// A folder with `ca.pem`, `cert.pem` and `key.pem`.
  ///
  /// @param named whether the engine's certificate must be for the name it was reached by
  record Certificates(Path folder, boolean named) {}

  /// The address as a person writes it.
  String text();

  /// What goes into a request's `Host` header.
  String host();

  /// Reads an address; `certificates` apply if it is a TCP one.
  static Endpoint parse(String text, Optional<Certificates> certificates) {
    if (text.startsWith("unix://")) {
      return new UnixSocket(Path.of(text.substring("unix://".length())));
    }
    if (text.startsWith("npipe:")) {
      throw unreachable(
          text
              + " is a Windows pipe, which taskdock cannot open; let Docker Desktop expose"
              + " tcp://localhost:2375 (Settings, General) and set DOCKER_HOST to that");
    }
    if (text.startsWith("ssh:")) {
      throw unreachable(
          text
              + " goes over ssh, which taskdock does not start; run ssh -nNT -L"
              + " /tmp/docker.sock:/var/run/docker.sock HOST and set"
              + " DOCKER_HOST=unix:///tmp/docker.sock");
    }
    return tcp(text, certificates);
  }

  private static Endpoint tcp(String text, Optional<Certificates> certificates) {
    try {
      var address = new URI(text);
      String scheme = Optional.ofNullable(address.getScheme()).orElse("");
      String host = Optional.ofNullable(address.getHost()).orElse("").replaceAll("[\\[\\]]", "");
      if (host.isEmpty() || !(scheme.equals("tcp") || scheme.matches("https?"))) {
        throw unreachable(
            "\"" + text + "\" is no engine's address; unix:///path and tcp://host:port are");
      }
      int standard = certificates.isPresent() ? 2376 : 2375;
      int port = address.getPort() < 0 ? standard : address.getPort();
      return new Tcp(host, port, certificates);
    } catch (URISyntaxException e) {
      throw new EngineException(
          new EngineFailure.Unreachable(
              "\"" + text + "\" is no engine's address; unix:///path and tcp://host:port are"),
          e);
    }
  }

  private static EngineException unreachable(String message) {
    return new EngineException(new EngineFailure.Unreachable(message));
  }
}
