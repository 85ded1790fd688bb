package dev.taskdock.probe;

import dev.taskdock.model.ContainerName;
import dev.taskdock.model.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One thing to try, and what should come of it.
public sealed interface Trial {
  /// What is tried, as the screen names it.
  String title();

  /// What should come, in words.
  String expected();

  /// Whether it changes what others look at, so that it has its turn alone, after them.
  default boolean disturbs() {
    return false;
  }

  /// All of it starts and becomes steady.
  record Start(Duration within) implements Trial {
    @Override
    public String title() {
      return "start";
    }

    @Override
    public String expected() {
      return "everything runs and is healthy within " + Spans.text(within);
    }
  }

  /// A container goes on running, with the process it has, for a while.
  record Runs(ContainerName container, Duration period) implements Trial {
    @Override
    public String title() {
      return container + " keeps running";
    }

    @Override
    public String expected() {
      return "no end and no restart for " + Spans.text(period);
    }
  }

  /// Every target of a service is healthy.
  record Targets(ServiceName service) implements Trial {
    @Override
    public String title() {
      return "targets of " + service;
    }

    @Override
    public String expected() {
      return "each target is healthy";
    }
  }

  /// An HTTP request gets the reply that is due.
  record Http(Aim aim, HttpAsk ask, HttpReply reply) implements Trial {
    @Override
    public String title() {
      return ask.method() + " " + ask.path() + " at " + aim.words();
    }

    @Override
    public String expected() {
      return reply.words();
    }
  }

  /// Clients of a listener that speaks TLS trust the certificate they are shown, and are answered.
  ///
  /// @param ask whose `Host` is the name they ask for
  record Secured(Aim.Balancer aim, HttpAsk ask) implements Trial {
    @Override
    public String title() {
      return "HTTPS at " + aim.words() + ask.host().map(h -> " as " + h).orElse("");
    }

    @Override
    public String expected() {
      return "a reply, and a certificate that is for its name";
    }
  }

  /// Clients of a listener that passes on what is inside of TLS trust the certificate they are
  /// shown, and stay connected.
  ///
  /// @param name whom they ask for; where it is empty, for where they connect to
  record Handshake(Aim.Balancer aim, Optional<String> name) implements Trial {
    @Override
    public String title() {
      return "TLS at " + aim.words() + name.map(n -> " as " + n).orElse("");
    }

    @Override
    public String expected() {
      return "a connection, and a certificate that is for its name";
    }
  }

  /// A port takes connections.
  record Tcp(Aim aim, Duration within) implements Trial {
    @Override
    public String title() {
      return "connect to " + aim.words();
    }

    @Override
    public String expected() {
      return "it answers within " + Spans.text(within);
    }
  }

  /// A port must not take connections.
  ///
  /// @param from the container to connect from, empty for the laptop
  /// @param host where to, empty for the task's own address
  record Rejects(
      Optional<ContainerName> from, Optional<String> host, Optional<ContainerName> of, int port)
      implements Trial {
    @Override
    public String title() {
      var where = host.or(() -> of.map(ContainerName::name)).orElse("the task");
      return "%s:%d rejects %s"
          .formatted(where, port, from.map(ContainerName::name).orElse("the laptop"));
    }

    @Override
    public String expected() {
      return "no connection";
    }
  }

  /// A command in a container ends as it should.
  record Exec(ContainerName container, List<String> command, int exitCode, Words output)
      implements Trial {
    public Exec {
      command = List.copyOf(command);
    }

    @Override
    public String title() {
      return "exec in " + container + ": " + String.join(" ", command);
    }

    @Override
    public String expected() {
      return "exit code " + exitCode + (output.isAny() ? "" : ", output " + output.words());
    }
  }

  /// A container has printed, or prints soon, a line.
  record Log(Optional<ContainerName> container, Words line, Duration within) implements Trial {
    @Override
    public String title() {
      return "log" + container.map(c -> " of " + c).orElse("");
    }

    @Override
    public String expected() {
      return "a line that " + line.words() + " within " + Spans.text(within);
    }
  }

  /// A name means something in a container, or must not.
  ///
  /// @param address what it must lead to, where that is said
  record Dns(ContainerName container, String name, boolean resolves, Optional<String> address)
      implements Trial {
    @Override
    public String title() {
      return "look up " + name + " in " + container;
    }

    @Override
    public String expected() {
      return resolves
          ? address.map(a -> "it leads to " + a).orElse("it resolves")
          : "it does not resolve";
    }
  }

  /// A container can read its metadata.
  ///
  /// @param path after the container's own address: empty, `/task`, `/stats` …
  /// @param json of each JSON pointer, what stands there
  record Metadata(ContainerName container, String path, Map<String, String> json) implements Trial {
    public Metadata {
      json = Map.copyOf(json);
    }

    @Override
    public String title() {
      return "metadata" + path + " of " + container;
    }

    @Override
    public String expected() {
      return json.isEmpty()
          ? "it answers"
          : String.join(
              ", ",
              json.entrySet().stream()
                  .map(e -> e.getKey() + " is \"" + e.getValue() + "\"")
                  .sorted()
                  .toList());
    }
  }

  /// A container ends by itself, as that of a batch task does.
  record Exits(ContainerName container, int exitCode, Duration within) implements Trial {
    @Override
    public String title() {
      return container + " ends";
    }

    @Override
    public String expected() {
      return "by itself with exit code %d within %s".formatted(exitCode, Spans.text(within));
    }
  }

  /// A task of a service that is killed is replaced.
  record Replaced(Optional<ServiceName> service, Optional<ContainerName> container, Duration within)
      implements Trial {
    @Override
    public String title() {
      return "kill " + container.map(ContainerName::name).orElse("a container");
    }

    @Override
    public String expected() {
      return "its task is replaced within " + Spans.text(within);
    }

    @Override
    public boolean disturbs() {
      return true;
    }
  }

  /// A rolling deployment under load costs no request.
  record Rolls(Optional<ServiceName> service, Aim aim, String path, Duration within)
      implements Trial {
    @Override
    public String title() {
      return "deploy%s under load".formatted(service.map(s -> " " + s).orElse(""));
    }

    @Override
    public String expected() {
      return "completed within %s, and each request answered".formatted(Spans.text(within));
    }

    @Override
    public boolean disturbs() {
      return true;
    }
  }

  /// All containers stop when they are told to.
  record Stops(Duration within) implements Trial {
    @Override
    public String title() {
      return "stop";
    }

    @Override
    public String expected() {
      return "each container ends within %s, none is killed".formatted(Spans.text(within));
    }

    @Override
    public boolean disturbs() {
      return true;
    }
  }
}
