package dev.taskdock.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A container definition being written: the one image there is, essential, quick to stop.
final class ContainerJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Object> members = new LinkedHashMap<>();
  private final List<Map<String, Object>> ports = new ArrayList<>();
  private final List<Map<String, Object>> environment = new ArrayList<>();
  private final List<Map<String, Object>> dependencies = new ArrayList<>();

  private ContainerJson(String name) {
    members.put("name", name);
    members.put("image", "debian:bookworm-slim");
    members.put("essential", true);
    members.put("stopTimeout", 2);
  }

  static ContainerJson container(String name) {
    return new ContainerJson(name);
  }

  /// Runs a script.
  ContainerJson bash(String script) {
    return with("entryPoint", List.of("bash", "-c")).with("command", List.of(script));
  }

  /// Prints `up` and runs until it is told to end by TERM; then it prints `told to end` and ends
  /// with 0.
  ContainerJson untilTold() {
    return bash("trap 'echo told to end; exit 0' TERM; echo up; while :; do sleep 0.1; done");
  }

  /// Listens on a port and answers each request with `text`.
  ContainerJson answering(int port, String text) {
    return with("entryPoint", List.of("perl", "-MIO::Socket::INET", "-e"))
        .with(
            "command",
            List.of(
                """
                $| = 1; $SIG{TERM} = sub { exit 0 }; $SIG{PIPE} = "IGNORE";
                my ($port, $text) = @ARGV;
                my $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => $port, \
                Listen => 9, ReuseAddr => 1) or die "cannot listen on 0.0.0.0:$port: $!\\n";
                print "listening\\n";
                while (my $c = $s->accept) {
                  sysread $c, my $request, 4096;
                  print $c "HTTP/1.1 200 OK\\r\\nConnection: close\\r\\nContent-Length: " . \
                length($text) . "\\r\\n\\r\\n$text";
                  close $c;
                }
                """,
                Integer.toString(port),
                text));
  }

  ContainerJson helper() {
    return with("essential", false);
  }

  ContainerJson image(String reference) {
    return with("image", reference);
  }

  ContainerJson port(int port) {
    return portMapping(Map.of("containerPort", port, "protocol", "tcp"));
  }

  ContainerJson portMapping(Map<String, Object> mapping) {
    ports.add(mapping);
    return with("portMappings", ports);
  }

  ContainerJson environment(String name, String value) {
    environment.add(Map.of("name", name, "value", value));
    return with("environment", environment);
  }

  ContainerJson dependsOn(String container, String condition) {
    dependencies.add(Map.of("containerName", container, "condition", condition));
    return with("dependsOn", dependencies);
  }

  ContainerJson with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /// A task definition with these containers, a member a line.
  static String definition(String family, ContainerJson... containers) {
    var definition = new LinkedHashMap<String, Object>();
    definition.put("family", family);
    definition.put("networkMode", "awsvpc");
    definition.put("requiresCompatibilities", List.of("FARGATE"));
    definition.put("cpu", "256");
    definition.put("memory", "512");
    definition.put("containerDefinitions", Stream.of(containers).map(c -> c.members).toList());
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(definition);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
