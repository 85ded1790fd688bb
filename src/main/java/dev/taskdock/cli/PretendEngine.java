package dev.taskdock.cli;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Says over a socket what an engine says, and does nothing: containers start, print a line and
/// end.
///
/// For [WarmUpCommand], so that a build needs no engine to learn what a run will load. Tests have
/// better ones.
final class PretendEngine implements Closeable {
  private static final Pattern LABELS = Pattern.compile("\"Labels\":\\{([^}]*)}");
  private static final Pattern CONTAINER = Pattern.compile("/containers/([0-9a-f]{64})/.*");
  private static final String TIME = "2026-01-01T00:00:00.123456789Z";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n";

  private final ServerSocketChannel server;
  private final Map<String, Made> containers = new ConcurrentSkipListMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private volatile BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /// A container that was asked for.
  ///
  /// @param labels members of a JSON object
  /// @param started opened once it was started
  private record Made(String id, String labels, CountDownLatch started, boolean ended) {
    Made atEnd() {
      return new Made(id, labels, started, true);
    }
  }

  private PretendEngine(ServerSocketChannel server) {
    this.server = server;
  }

  /// Begins to answer at `socket`.
  static PretendEngine at(Path socket) throws IOException {
    var engine = new PretendEngine(ServerSocketChannel.open(StandardProtocolFamily.UNIX));
    engine.server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().name("pretend-engine").start(engine::listen);
    return engine;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private void listen() {
    try {
      while (true) {
        var line = server.accept();
        Thread.ofVirtual().name("pretend-line").start(() -> serve(line));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(SocketChannel line) {
    try (line) {
      var input = new BufferedInputStream(Channels.newInputStream(line));
      for (var first = textLine(input); !first.isEmpty(); first = textLine(input)) {
        var body = body(input);
        answer(line, first.split(" ", 3)[1].replaceFirst("^/v[0-9.]+", ""), first, body);
      }
    } catch (IOException _) {
      // The other side has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(SocketChannel line, String path, String request, String body)
      throws IOException, InterruptedException {
    if (path.startsWith("/events")) {
      var mine = new LinkedBlockingQueue<String>();
      events = mine;
      write(line, head(200) + CHUNKED);
      while (true) {
        writeChunk(line, mine.take().getBytes(StandardCharsets.UTF_8));
      }
    }
    var one = container(path);
    if (one.isPresent() && path.contains("/logs?")) {
      write(line, head(200) + CHUNKED);
      writeChunk(line, frame(TIME + " taskdock: ready\n"));
      write(line, "0\r\n\r\n");
      return;
    }
    if (one.isPresent() && path.contains("/attach?")) {
      write(line, "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
      one.get().started().await();
      write(line, ByteBuffer.wrap(frame("a line\n")));
      line.close();
      end(one.get());
      return;
    }
    if (one.isPresent() && path.endsWith("/start")) {
      one.get().started().countDown();
    }
    if (one.isPresent() && path.contains("/stop?")) {
      end(one.get());
    }
    var answer = text(path, request, body, one);
    write(
        line,
        head(answer.isEmpty() ? 204 : 200)
            + "Content-Length: "
            + answer.length()
            + "\r\n\r\n"
            + answer);
  }

  private String text(String path, String request, String body, Optional<Made> one) {
    if (path.startsWith("/containers/create")) {
      return create(body);
    }
    if (path.startsWith("/containers/json")) {
      var rows = containers.values().stream().map(PretendEngine::row).toList();
      return "[" + String.join(",", rows) + "]";
    }
    if (one.isPresent()) {
      return path.endsWith("/json") && request.startsWith("GET") ? inspection(one.get()) : "";
    }
    return switch (path.split("\\?", 2)[0]) {
      case "/_ping" -> "OK";
      case "/info" ->
          """
          {"ServerVersion": "20.10.24", "OSType": "linux", "Architecture": "x86_64",
           "KernelVersion": "%s", "SecurityOptions": ["name=seccomp"], "CgroupVersion": "2", "Driver": "overlay2",
           "NCPU": 2, "MemTotal": 1000000, "DockerRootDir": "/var/lib/docker"}\
          """
              .formatted(kernel());
      case "/networks" ->
          """
          [{"Id": "b", "Name": "bridge", "IPAM": {"Config": [{"Subnet": "172.17.0.0/16"}]},
            "Options": {"com.docker.network.driver.mtu": "1500"}, "Labels": {}}]\
          """;
      case "/networks/create" -> "{\"Id\": \"c\"}";
      default ->
          path.startsWith("/images/")
              ? """
              {"Id": "sha256:0", "Os": "linux", "Architecture": "amd64", "RepoDigests": [],
               "Config": {"Labels": {}}}\
              """
              : "";
    };
  }

  private String create(String body) {
    var id = "%064x".formatted(made.incrementAndGet());
    var labels = LABELS.matcher(body).results().map(m -> m.group(1)).findFirst().orElse("");
    containers.put(id, new Made(id, labels, new CountDownLatch(1), false));
    return "{\"Id\": \"" + id + "\", \"Warnings\": []}";
  }

  private Optional<Made> container(String path) {
    return Optional.of(CONTAINER.matcher(path))
        .filter(Matcher::matches)
        .map(m -> containers.get(m.group(1)));
  }

  private void end(Made one) {
    if (containers.put(one.id(), one.atEnd()) instanceof Made(_, _, _, var before) && !before) {
      events.add(
          """
          {"Type": "container", "Action": "die", "time": 1767225600,
           "timeNano": 1767225600123456789,
           "Actor": {"ID": "%s", "Attributes": {"exitCode": "0", "image": "i", %s}}}
          """
              .formatted(one.id(), one.labels()));
    }
  }

  private static String inspection(Made one) {
    return """
    {"Id": "%s", "Name": "/n", "Created": "%s", "Config": {"Image": "i", "Labels": {%s}},
     "State": {"Status": "%s", "ExitCode": 0, "OOMKilled": false, "Error": "",
       "StartedAt": "%s", "FinishedAt": "%s"},
     "NetworkSettings": {"Networks": {"n": {"IPAddress": "127.0.0.1"}},
       "Ports": {"80/tcp": [{"HostIp": "127.0.0.1", "HostPort": "8080"}]}}}\
    """
        .formatted(one.id(), TIME, one.labels(), one.ended() ? "exited" : "running", TIME, TIME);
  }

  private static String row(Made one) {
    return """
    {"Id": "%s", "Names": ["/n"], "Image": "i", "Labels": {%s}, "State": "running",
     "Status": "Up 2 minutes", "Created": 1767225600,
     "NetworkSettings": {"Networks": {"n": {"IPAddress": "10.128.0.2"}}},
     "Ports": [{"IP": "127.0.0.1", "PrivatePort": 80, "PublicPort": 80, "Type": "tcp"}]}\
    """
        .formatted(one.id(), one.labels());
  }

  private static byte[] frame(String words) {
    var text = words.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length)
        .put((byte) 1)
        .position(4)
        .putInt(text.length)
        .put(text)
        .array();
  }

  private static String head(int status) {
    return "HTTP/1.1 " + status + " said\r\nApi-Version: 1.41\r\n";
  }

  private static String body(InputStream input) throws IOException {
    int length = 0;
    for (var header = textLine(input); !header.isEmpty(); header = textLine(input)) {
      if (header.startsWith("Content-Length: ")) {
        length = Integer.parseInt(header.substring(16));
      }
    }
    return new String(input.readNBytes(length), StandardCharsets.UTF_8);
  }

  /// A line without its end; empty at the end of all.
  private static String textLine(InputStream input) throws IOException {
    var line = new StringBuilder();
    for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
      line.append((char) octet);
    }
    return line.toString().strip();
  }

  private static void writeChunk(SocketChannel line, byte[] bytes) throws IOException {
    write(line, Integer.toHexString(bytes.length) + "\r\n");
    write(line, ByteBuffer.wrap(bytes));
    write(line, "\r\n");
  }

  private static void write(SocketChannel line, String text) throws IOException {
    write(line, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /// Our own, so that what a run does where an engine shares it is recorded too.
  private static String kernel() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    } catch (IOException _) {
      return "";
    }
  }

  private static void write(SocketChannel line, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      line.write(bytes);
    }
  }
}
